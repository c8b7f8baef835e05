// What the browser tests call: the application's clinical modules, and little around them. Served to a page of the node
// by the tests alone.

const root = new URL(import.meta.url).searchParams.get('root');
const load = (path) => import(`${root}/${path}`);
const names = [
  'allergies',
  'chart',
  'clinical-category',
  'dicom',
  'dicom-pixels',
  'entry-build',
  'entry-forms',
  'entry-read',
  'entry-values',
  'fhir-json',
  'fhir-summary',
  'laboratory',
  'locale',
  'media-type',
  'medicines',
  'other-lists',
  'pick-lists',
  'plain-text',
  'prescribing-check',
  'problems',
  'timeline',
  'words',
];
const m = {};
const v = {};

export const ready = (async () => {
  for (const name of names) m[name] = await load(`models/${name}.js`);
  for (const name of [
    'allergy-banner',
    'document-view',
    'drop-zone',
    'entry-form',
    'lists-view',
    'record-view',
    'results-view',
    'safety-check-view',
    'sandbox-frame',
    'timeline-view',
  ])
    v[name] = await load(`viewers/${name}.js`);
  m.texts = await load('texts/index.js');
  await m.words.useClinicalTexts();
})();

export const language = (tag) => m.texts.setLanguage(tag);

function chartOf(bundle) {
  const entries = m['fhir-json'].parseResource(bundle).entry;
  return m.chart.makeChart(
    entries.map((entry, index) => ({
      id: `record-${index}`,
      category: m['clinical-category'].categoryOf(entry.resource),
      createdAt: 1_795_000_000_000 + index,
      author: {
        id: 'author',
        name: 'Dr. Test',
        role: 'physician',
        organisation: 'hospital',
        organisationName: 'Hospital',
      },
      verified: true,
      metadata: { fullUrl: entry.fullUrl },
      resource: entry.resource,
    })),
  );
}

/** Everything that the models say about a chart, in plain values. */
export function summary(bundle) {
  const chart = chartOf(bundle);
  const { entries } = chart;
  const medicines = m.medicines.medicineList(entries, { resolve: chart.resolve });
  const problems = m.problems.problemList(entries);
  const allergies = m.allergies.allergyStatus(entries);
  const days = m.timeline.groupByDay(m.timeline.filterEntries(entries, {}), chart);
  return {
    titles: entries.map((entry) => entry.title),
    lines: entries.flatMap((entry) => entry.summary.lines.flatMap((line) => [line.label, line.value])),
    patient: m.chart.patientOf(chart).name,
    active: problems.active.map((one) => one.name),
    resolved: problems.resolved.map((one) => one.name),
    medicines: medicines.active.map((one) => one.name),
    past: medicines.past.length,
    allergies: allergies.allergies.map((one) => one.substance),
    allergyState: allergies.state,
    series: m.laboratory.resultSeries(entries).map((one) => [one.name, one.latest.value, one.points.length]),
    vaccinations: m['other-lists'].immunizationList(entries).given.length,
    plans: m['other-lists'].planList(entries).running.length,
    days: days.length,
    shown:
      days.flatMap((day) => day.visits).reduce((sum, visit) => sum + visit.entries.length, 0) +
      days.flatMap((day) => day.visits).filter((visit) => visit.encounter).length,
  };
}

/** The titles that a search leaves. */
export function search(bundle, filter) {
  return m.timeline.filterEntries(chartOf(bundle).entries, filter).map((entry) => entry.title);
}

/** Summaries of whatever a file may hold. */
export function summaries(sources) {
  return sources.map((source) => {
    const resource = m['fhir-json'].parseResource(source);
    return resource && m['fhir-summary'].summarise(resource);
  });
}

export function allergyStates(cases) {
  return cases.map(({ resources, access }) => {
    const chart = m.chart.makeChart(
      resources.map((resource, index) => ({ id: `a${index}`, category: 'safety', resource })),
    );
    const status = m.allergies.allergyStatus(chart.entries, access);
    return [status.state, m.allergies.allergyText(status)];
  });
}

export function plain(texts) {
  return texts.map((text) => m['plain-text'].plainLine(text));
}

export function versions(inputs) {
  const chart = m.chart.makeChart(inputs);
  return chart.entries.map((entry) => [entry.id, entry.status, m.chart.successorOf(chart, entry)?.id ?? null]);
}

export function series(resources) {
  const chart = m.chart.makeChart(
    resources.map((resource, index) => ({ id: `o${index}`, category: 'laboratory', resource })),
  );
  return m.laboratory.resultSeries(chart.entries).map((one) => ({
    name: one.name,
    unit: one.unit ?? null,
    trend: one.trend ?? null,
    points: one.points.map((point) => [point.value, point.flag ?? null, point.ranges]),
  }));
}

/** Fills every form, with as little and with as much as it takes, and gives what is wrong and what was built. */
export function buildAll(coded) {
  const context = {
    patient: 'patient_1',
    author: { id: 'author_1', name: 'Dr. Test' },
    now: '2026-11-21T15:00:00+00:00',
  };
  const built = [];
  for (const form of m['entry-forms'].entryForms) {
    for (const everything of [false, true]) {
      const values = fillForm(form, m['entry-values'].initialValues(form), everything, coded);
      const problems = [...m['entry-values'].validate(form, values)].map(([path, problem]) => `${path} ${problem.key}`);
      for (const resource of m['entry-build'].buildEntry(form, values, context)) {
        built.push({
          form: form.id,
          problems,
          whole: everything,
          json: m['fhir-json'].resourceText(resource),
          title: m['fhir-summary'].summarise(resource).title,
        });
      }
    }
  }
  return built;
}

/** Every form, wholly and scarcely filled: a correction that changes nothing writes what stood there. */
export function correctAll(coded) {
  const author = { id: 'author_1', name: 'Dr. Test' };
  const context = { patient: 'patient_1', author, now: '2026-11-21T15:00:00+00:00' };
  const found = [];
  for (const form of m['entry-forms'].entryForms) {
    for (const everything of [false, true]) {
      const values = fillForm(form, m['entry-values'].initialValues(form), everything, coded, 'Plain words');
      const [resource] = m['entry-build'].buildEntry(form, values, context);
      const before = m['fhir-json'].resourceText(resource);
      const parsed = m['fhir-json'].parseResource(new TextEncoder().encode(before));
      const read = m['entry-read'].valuesOf({ type: resource.resourceType, resource: parsed });
      const again = { ...m['entry-values'].initialValues(form), ...emptied(form), ...read?.values };
      const after = read && m['fhir-json'].resourceText(m['entry-build'].buildEntry(form, again, context)[0]);
      found.push({ form: form.id, whole: everything, read: read?.form ?? null, before, after: after ?? null });
    }
  }
  return found;
}

/** A form begins with defaults where a correction says nothing: here nothing is taken for said. */
const emptied = (form) =>
  Object.fromEntries(
    form.fields
      .filter((one) => one.kind !== 'group')
      .map(({ name, kind }) => [name, kind === 'coded' ? undefined : kind === 'flag' ? false : '']),
  );

function fillForm(form, values, everything, coded, words) {
  for (const field of form.fields) {
    if (field.kind === 'group') {
      values[field.name] = ['5.40', '<5', 'positive'].map((value) =>
        fillForm(
          { fields: field.fields },
          { ...m['entry-values'].initialValues({ fields: field.fields }), resultValue: value },
          everything,
          coded,
          words,
        ),
      );
      continue;
    }
    const isNeeded = everything || field.required || form.atLeastOne?.[0] === field.name;
    if (isNeeded && (values[field.name] === '' || values[field.name] === undefined))
      values[field.name] = sample(field, coded, words);
  }
  return values;
}

function sample(field, coded, words = 'Words <b>&\n\nmore') {
  switch (field.kind) {
    case 'coded':
      return coded;
    case 'choice':
      return field.options[0];
    case 'number':
      return String(Math.max(field.min ?? 0, Math.min(field.max ?? 99, 37)));
    case 'date':
      return field.past ? '2026-01-02' : '2030-01-02';
    case 'lines':
      return 'one\ntwo';
    default:
      return words;
  }
}

export function problems(formId, values) {
  const form = m['entry-forms'].entryForm(formId);
  const all = { ...m['entry-values'].initialValues(form), ...values };
  return Object.fromEntries([...m['entry-values'].validate(form, all)].map(([path, one]) => [path, one.key]));
}

export const decimals = (typed) => typed.map((one) => m['entry-values'].decimalLiteral(one) ?? null);

async function checker() {
  const interactions = await (await fetch(`${root}/picklists/interactions.json`)).json();
  return new m['prescribing-check'].PrescribingCheck(await m['pick-lists'].loadPickList('medications'), interactions);
}

/** The check at prescribing over `[{draft, records, seen}]`. */
export async function prescribing(cases) {
  const check = await checker();
  return cases.map(({ draft, records, seen = ['safety', 'medication'] }) =>
    check.report(draft, records, new Set(seen)),
  );
}

export async function matches(name, typed) {
  return m['pick-lists'].matching(await m['pick-lists'].loadPickList(name), typed).map((entry) => entry.display);
}

/** Texts that are missing or differ between the languages. */
export async function texts(areas) {
  const found = [];
  for (const area of areas) {
    const [en, de] = await Promise.all(['en', 'de'].map(async (tag) => (await load(`texts/${area}.${tag}.js`))[area]));
    const fields = (text) =>
      [...(text ?? '').matchAll(/\{\w+\}/g)]
        .map(([one]) => one)
        .sort()
        .join();
    for (const key of new Set([...Object.keys(en), ...Object.keys(de)])) {
      if (!en[key] || !de[key]) found.push(`${area}: ${key} is missing`);
      else if (fields(en[key]) !== fields(de[key])) found.push(`${area}: ${key} has other fields`);
    }
  }
  return found;
}

export const hasTexts = (keys) => keys.filter((key) => !m.words.hasText(key));

/** Labels and options of every form, as keys of texts. */
export function formKeys() {
  const keys = [];
  const walk = (fields) => {
    for (const field of fields) {
      keys.push(`field.${field.name}`);
      if (field.help) keys.push(`help.${field.name}`);
      for (const option of field.options ?? []) keys.push(`option.${field.name}.${option}`);
      if (field.fields) walk(field.fields);
    }
  };
  for (const form of m['entry-forms'].entryForms) {
    keys.push(`form.${form.id}`);
    walk(form.fields);
  }
  return keys;
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Opens a DICOM file and renders its frames; what cannot be shown gives its code. */
export function dicom(base64, window) {
  try {
    const image = m.dicom.parseDICOM(bytesOf(base64));
    const level = window ?? m['dicom-pixels'].initialWindow(image);
    const frames = Array.from({ length: image.frames }, (_, frame) => [
      ...m['dicom-pixels'].renderFrame(image, frame, level),
    ]);
    return { rows: image.rows, columns: image.columns, modality: image.modality, level, frames };
  } catch (error) {
    if (!(error instanceof m.dicom.DICOMError)) throw error;
    return { code: error.code };
  }
}

/** Damages a file in every place and in random ways: only refusals of the parser's own may come of it. */
export function fuzzDICOM(base64, rounds, seed) {
  const whole = bytesOf(base64);
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  let refused = 0;
  for (let round = 0; round < rounds; round += 1) {
    const bytes = round % 2 ? whole.slice(0, random(whole.length)) : whole.slice();
    for (let count = random(6); count > 0 && bytes.length; count -= 1) bytes[random(bytes.length)] = random(256);
    try {
      const image = m.dicom.parseDICOM(bytes);
      if (!m.dicom.isJPEG(image)) m['dicom-pixels'].renderFrame(image, 0, m['dicom-pixels'].initialWindow(image));
    } catch (error) {
      if (!(error instanceof m.dicom.DICOMError)) throw new Error(`round ${round} of seed ${seed}: ${error}`);
      refused += 1;
    }
  }
  return refused;
}

const stage = () => document.getElementById('stage');
const put = (...nodes) => {
  stage().replaceChildren(Object.assign(document.createElement('h1'), { textContent: 'Checks' }), ...nodes);
};

/** Puts a view on the page. */
export function show(kind, bundle, option) {
  const chart = chartOf(bundle);
  const { entries } = chart;
  const onOpen = (entry) => put(v['record-view'].recordView(entry, chart, { onOpen }));
  const views = {
    timeline: () => v['timeline-view'].timelineView(chart, { onOpen, filter: option ?? {} }),
    results: () => v['results-view'].resultsView(m.laboratory.resultSeries(entries), { onOpen }),
    allergies: () => v['allergy-banner'].allergyBanner(m.allergies.allergyStatus(entries, option), { onOpen }),
    problems: () => v['lists-view'].problemListView(m.problems.problemList(entries), { onOpen }),
    medicines: () =>
      v['lists-view'].medicineListView(m.medicines.medicineList(entries, { resolve: chart.resolve }), { onOpen }),
    record: () => v['record-view'].recordView(entries[option ?? 0], chart, { onOpen }),
  };
  put(views[kind]());
}

/** Puts a chart of inputs' record on the page. */
export function showRecord(inputs, id) {
  const chart = m.chart.makeChart(inputs);
  const onOpen = (entry) => put(v['record-view'].recordView(entry, chart, { onOpen }));
  onOpen(chart.byId.get(id));
}

/** Puts a document on the page. */
export function showDocument(base64, media, fileName) {
  const bytes = bytesOf(base64);
  put(
    v['document-view'].documentView({
      bytes,
      media: m['media-type'].recogniseMedia(bytes, media),
      fileName,
      title: fileName,
    }),
  );
}

/** Puts a form on the page; what it gives stands in `checks.submitted`. */
export function showForm(id, values) {
  submitted.length = 0;
  const form = new v['entry-form'].EntryForm(m['entry-forms'].entryForm(id), {
    values,
    onSubmit: (one) => submitted.push(one),
    onCancel: () => {},
  });
  put(form.element);
}

export const submitted = [];

export async function showCheck(one) {
  const [report] = await prescribing([one]);
  put(v['safety-check-view'].safetyCheckView(report));
}

/** Puts the place to drop files on the page. */
export function showDropZone() {
  dropped.length = 0;
  put(
    v['drop-zone'].dropZone({
      onFiles: (files) => dropped.push(...files.map(({ file, media }) => [file.name, media])),
      onRefused: (files) => dropped.push(...files.map(({ name, reason }) => [name, reason])),
    }),
  );
}

export const dropped = [];
