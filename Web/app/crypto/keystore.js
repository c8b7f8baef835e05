/**
 * What a browser keeps of its people, in IndexedDB. Private keys are kept as non-extractable CryptoKeys and only for
 * the quick unlock that a person chose; the account secret is what makes this "a device that knows the account".
 * A shared computer keeps nothing: everything then lives in memory until the tab is closed.
 */
const NAME = 'medchain';
const VERSION = 1;
const STORES = ['accounts', 'keys', 'drafts'];

let database;

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) {
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store);
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return database;
}

async function run(store, mode, action) {
  const opened = await open();
  return new Promise((resolve, reject) => {
    const transaction = opened.transaction(store, mode);
    const request = action(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** One store of the browser: accounts, keys or drafts. */
const storeOf = (name) => ({
  get: (key) => run(name, 'readonly', (store) => store.get(key)),
  all: () => run(name, 'readonly', (store) => store.getAll()),
  put: (key, value) => run(name, 'readwrite', (store) => store.put(value, key)),
  remove: (key) => run(name, 'readwrite', (store) => store.delete(key)),
  clear: () => run(name, 'readwrite', (store) => store.clear()),
});

/** `{userName, network, secret (bytes), displayName?, keptAt}` by "network user". */
export const accounts = storeOf('accounts');
/** `{signing, sealing, importing, wrappingSalt ...}`: CryptoKeys that cannot be exported, by "network user". */
export const keys = storeOf('keys');
/** Encrypted drafts, by "network user page". */
export const drafts = storeOf('drafts');

/** Removes every trace of an account from this browser. */
export async function forget(name) {
  await accounts.remove(name);
  await keys.remove(name);
  const opened = await open();
  await new Promise((resolve, reject) => {
    const transaction = opened.transaction('drafts', 'readwrite');
    const store = transaction.objectStore('drafts');
    const request = store.getAllKeys();
    request.onsuccess = () => {
      for (const key of request.result) if (String(key).startsWith(`${name} `)) store.delete(key);
    };
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}
