// Encounters, documents, plans, family history, bills and the plain fallback in words.

import { modalityName } from './dicom-names.js';
import {
  address,
  choice,
  concept,
  concepts,
  effectiveDate,
  list,
  member,
  period,
  quantity,
  referenceText,
  text,
} from './fhir-reading.js';
import { literalOf } from './fhir-json.js';
import { plainLine } from './plain-text.js';
import { recordedNumberText } from './locale.js';
import { codeWord, hasText, t, typeWord } from './words.js';

export function encounter(resource, draft) {
  const kind = concept(list(resource, 'type')[0]);
  const code = text(resource, 'class', 'code');
  const setting = hasText(`encounter.class.${code}`)
    ? t(`encounter.class.${code}`)
    : concept(member(resource, 'class'));
  draft.title = kind ?? setting ?? typeWord('Encounter');
  if (kind) draft.add('setting', setting);
  draft.add('when', period(member(resource, 'period')));
  draft.add('status', codeWord(text(resource, 'status')));
  draft.add('reason', concepts(resource, 'reasonCode').join(', '));
  draft.add('where', referenceText(member(resource, 'serviceProvider'), draft.resolve));
  for (const one of list(resource, 'participant')) {
    draft.add('with', referenceText(member(one, 'individual'), draft.resolve));
  }
}

export function imagingStudy(resource, draft) {
  const series = list(resource, 'series');
  const modalities = [...list(resource, 'modality'), ...series.map((one) => member(one, 'modality'))];
  const name = modalities.map((one) => text(one, 'display') ?? modalityName(text(one, 'code'))).find(Boolean);
  const site = series.map((one) => concept(member(one, 'bodySite'))).find(Boolean);
  const modality = name ?? typeWord('ImagingStudy');
  draft.title = text(resource, 'description') ?? (site ? `${modality}, ${site}` : modality);
  draft.addDate('taken', text(resource, 'started'));
  draft.add('modality', name);
  draft.add('bodySite', site);
  draft.add('procedure', concepts(resource, 'procedureCode').join(', '));
  draft.add('series', literalOf(member(resource, 'numberOfSeries')) ?? (series.length ? String(series.length) : ''));
  draft.add('images', literalOf(member(resource, 'numberOfInstances')));
  for (const one of series) draft.add('seriesDescription', text(one, 'description'));
  draft.addNotes(resource);
}

export function document(resource, draft) {
  const attachment = member(list(resource, 'content')[0], 'attachment');
  draft.title =
    text(resource, 'description') ??
    text(attachment, 'title') ??
    concept(member(resource, 'type')) ??
    t('title.document');
  draft.add('type', concept(member(resource, 'type')));
  draft.addDate('date', text(resource, 'date') ?? text(attachment, 'creation'));
  draft.add('format', text(attachment, 'contentType'));
  draft.add('status', codeWord(text(resource, 'docStatus') ?? text(resource, 'status')));
  for (const author of list(resource, 'author')) draft.add('author', referenceText(author, draft.resolve));
}

export function composition(resource, draft) {
  draft.title = text(resource, 'title') ?? concept(member(resource, 'type')) ?? t('title.document');
  draft.add('type', concept(member(resource, 'type')));
  draft.addDate('date', text(resource, 'date'));
  draft.add('status', codeWord(text(resource, 'status')));
  for (const section of list(resource, 'section')) draft.add('section', text(section, 'title'));
  for (const author of list(resource, 'author')) draft.add('author', referenceText(author, draft.resolve));
}

export function familyHistory(resource, draft) {
  const relative = concept(member(resource, 'relationship')) ?? text(resource, 'name') ?? t('title.relativeNotNamed');
  const conditions = list(resource, 'condition');
  const names = conditions.map((one) => concept(member(one, 'code'))).filter(Boolean);
  draft.title = names.length
    ? t('title.family', { relative, what: names.join(', ') })
    : t('title.familyEmpty', { relative });
  for (const one of conditions) {
    const onset = choice(one, 'onset');
    const name = concept(member(one, 'code'));
    draft.add('condition', name && (onset ? t('family.onset', { name, onset }) : name));
    draft.add('outcome', concept(member(one, 'outcome')));
  }
  draft.add('sex', concept(member(resource, 'sex')));
  draft.add('born', choice(resource, 'born'));
  draft.add('died', choice(resource, 'deceased'));
  draft.add('status', codeWord(text(resource, 'status')));
  draft.addDate('recorded', text(resource, 'date'));
  draft.addNotes(resource);
}

export function carePlan(resource, draft) {
  const what = text(resource, 'title') ?? concepts(resource, 'category')[0] ?? text(resource, 'description');
  draft.title = what ? t('title.carePlan', { what }) : typeWord('CarePlan');
  draft.add('status', codeWord(text(resource, 'status')));
  draft.add('when', period(member(resource, 'period')));
  draft.add('description', text(resource, 'description'));
  for (const one of list(resource, 'addresses')) draft.add('for', referenceText(one, draft.resolve));
  for (const item of list(resource, 'activity')) {
    const detail = member(item, 'detail');
    const words = concept(member(detail, 'code')) ?? text(detail, 'description');
    const status = codeWord(text(detail, 'status'));
    draft.add('activity', words && status ? t('title.qualified', { title: words, qualifier: status }) : words);
  }
  for (const one of list(resource, 'goal')) draft.add('goal', referenceText(one, draft.resolve));
  draft.addNotes(resource);
}

export function goal(resource, draft) {
  const what = concept(member(resource, 'description'));
  draft.title = what ? t('title.goal', { what }) : typeWord('Goal');
  draft.add('status', codeWord(text(resource, 'lifecycleStatus')));
  draft.add('achievement', concept(member(resource, 'achievementStatus'))?.replaceAll('-', ' '));
  for (const target of list(resource, 'target')) {
    draft.add(
      'target',
      [concept(member(target, 'measure')), choice(target, 'detail'), choice(target, 'due')].filter(Boolean).join(', '),
    );
  }
  draft.addDate('date', text(resource, 'startDate'));
  draft.addNotes(resource);
}

export function careTeam(resource, draft) {
  draft.title = text(resource, 'name') ?? concepts(resource, 'category')[0] ?? typeWord('CareTeam');
  draft.add('status', codeWord(text(resource, 'status')));
  draft.add('when', period(member(resource, 'period')));
  for (const one of list(resource, 'participant')) {
    const who = referenceText(member(one, 'member'), draft.resolve);
    const role = concepts(one, 'role').join(', ');
    draft.add('member', [who, role].filter(Boolean).join(', '));
  }
}

export function adverseEvent(resource, draft) {
  const what = concept(member(resource, 'event'));
  draft.title = what ? t('title.adverseEvent', { what }) : typeWord('AdverseEvent');
  draft.addDate('date', text(resource, 'date') ?? text(resource, 'detected'));
  draft.add('severity', concept(member(resource, 'seriousness')) ?? concept(member(resource, 'severity')));
  draft.add('outcome', concept(member(resource, 'outcome')));
  for (const one of list(resource, 'suspectEntity')) {
    draft.add('suspected', referenceText(member(one, 'instance'), draft.resolve));
  }
  draft.add('recordedBy', referenceText(member(resource, 'recorder'), draft.resolve));
}

export function specimen(resource, draft) {
  const what = concept(member(resource, 'type'));
  draft.title = what ? t('title.specimen', { what }) : typeWord('Specimen');
  draft.add('status', codeWord(text(resource, 'status')));
  draft.add('taken', choice(member(resource, 'collection'), 'collected'));
  draft.add('bodySite', concept(member(member(resource, 'collection'), 'bodySite')));
  draft.addNotes(resource);
}

export function flag(resource, draft) {
  const what = concept(member(resource, 'code'));
  draft.title = what ? t('title.flag', { what }) : typeWord('Flag');
  draft.add('status', codeWord(text(resource, 'status')));
  draft.add('when', period(member(resource, 'period')));
}

export function device(resource, draft) {
  const name = text(list(resource, 'deviceName')[0], 'name') ?? concept(member(resource, 'type'));
  draft.title = name ? t('title.device', { name }) : typeWord('Device');
  draft.add('status', codeWord(text(resource, 'status')));
  draft.add('manufacturer', text(resource, 'manufacturer'));
  draft.add('model', text(resource, 'modelNumber'));
  draft.add('lot', text(resource, 'lotNumber'));
  draft.addNotes(resource);
}

export function coverage(resource, draft) {
  const payor = list(resource, 'payor')
    .map((one) => referenceText(one, draft.resolve))
    .filter(Boolean)
    .join(', ');
  draft.title = payor ? t('title.coverage', { payor }) : typeWord('Coverage');
  draft.add('status', codeWord(text(resource, 'status')));
  draft.add('type', concept(member(resource, 'type')));
  draft.add('when', period(member(resource, 'period')));
}

export function claim(resource, draft, type) {
  const items = list(resource, 'item')
    .map((one) => concept(member(one, 'productOrService')))
    .filter(Boolean);
  draft.title = items.length ? `${typeWord(type)}: ${items[0]}` : typeWord(type);
  draft.add('status', codeWord(text(resource, 'status')));
  draft.add('outcome', codeWord(text(resource, 'outcome')));
  draft.addDate('date', effectiveDate(resource));
  for (const item of items.slice(0, 40)) draft.add('item', item);
  addMoney(resource, draft);
}

function addMoney(resource, draft) {
  for (const key of ['total', 'payment']) {
    for (const one of list(resource, key).slice(0, 10)) {
      const money = member(one, 'amount') ?? one;
      const value = literalOf(member(money, 'value'));
      if (value === undefined) continue;
      draft.add(key, [recordedNumberText(value), text(money, 'currency')].filter(Boolean).join(' '));
    }
  }
}

export function communication(resource, draft) {
  const what = concept(member(resource, 'topic')) ?? text(list(resource, 'payload')[0], 'contentString');
  draft.title = what ? t('title.communication', { what: plainLine(what, 80) }) : typeWord('Communication');
  draft.addDate('date', text(resource, 'sent'));
  draft.add('by', referenceText(member(resource, 'sender'), draft.resolve));
  for (const one of list(resource, 'payload')) draft.add('note', text(one, 'contentString'));
}

export function fallback(resource, draft, type) {
  const name = typeWord(type);
  const named = member(resource, 'name');
  const what =
    text(resource, 'title') ??
    concept(member(resource, 'code')) ??
    text(resource, 'description') ??
    concept(member(resource, 'description')) ??
    (typeof named === 'string' ? named : undefined) ??
    concept(list(resource, 'type')[0]) ??
    concepts(resource, 'category')[0];
  draft.title = what ? `${name}: ${what}` : name;
  draft.add('status', codeWord(text(resource, 'status') ?? text(resource, 'lifecycleStatus')));
  draft.addDate('date', effectiveDate(resource));
  draft.add('intent', codeWord(text(resource, 'intent')));
  draft.add('quantity', quantity(member(resource, 'quantity')));
  draft.add('address', address(member(resource, 'address')));
  for (const item of list(resource, 'item')) {
    draft.add('item', concept(member(item, 'productOrService')) ?? text(item, 'text'));
  }
  addMoney(resource, draft);
  draft.addNotes(resource);
}
