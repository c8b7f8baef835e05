/**
 * Why an identity stands where a name would, for those whom patients show single records or results: names are sealed
 * like the rest. Where a patient lets this person read them, the way to open them.
 */
import { h } from '../../components/dom.js';
import { grantsToMe } from '../../wallet/records.js';
import { namesButton } from '../practice/names.js';

/** A line for a page that names these patients; undefined where every name is open. `redraw()` draws them anew. */
export async function namesLine(context, patients, redraw) {
  const { t, person, directory } = context;
  if (patients.every((id) => directory.patient(id)?.name)) return undefined;
  const grants = await grantsToMe(person).catch(() => []);
  const button = namesButton(context, patients, grants, redraw);
  return button || h('p', { class: 'muted small', 'data-part': 'nameless', text: t('practice.names.sealed') });
}
