// What the check at prescribing found and what the prescriber said to it, kept in the MedicationRequest
// (docs/spec/clinical-content-v1.md, "The check at prescribing").

import { compact, hl7, person, subject } from './fhir-building.js';
import { t } from './words.js';

const codes = { allergy: 'ALGY', duplicate: 'DUPTHPY', interaction: 'DRG' };

/** The fewest and the most characters of a reason. */
export const reasonLength = { least: 3, most: 500 };

/** Whether nothing could be looked at: neither allergies nor medicines were open to the writer. */
export const isUnchecked = (seen) => !seen.has('safety') && !seen.has('medication');

/** Whether a prescriber has to say why: something grave was found, or nothing was looked at. */
export function needsReason(report, seen) {
  return isUnchecked(seen) || report.findings.some((one) => one.severity !== 'caution');
}

/**
 * The draft with each finding as a contained DetectedIssue, and the reason in words for whoever reads it.
 *
 * @param {import("./fhir-building.js").EntryContext} context
 */
export function withReview(draft, report, { reason, unchecked }, context) {
  const mitigation = reason && [{ action: { text: reason }, date: context.now, author: person(context) }];
  const contained = report.findings.map((finding, index) => ({
    resourceType: 'DetectedIssue',
    id: `finding-${index + 1}`,
    status: 'final',
    code: hl7('v3-ActCode', codes[finding.kind]),
    severity: finding.severity === 'caution' ? 'moderate' : 'high',
    patient: subject(context),
    detail: `${t(`severity.${finding.severity}`)}: ${finding.message} (${finding.source})`,
    mitigation: finding.severity === 'caution' ? undefined : mitigation,
  }));
  const words = reason && `${t(unchecked ? 'check.noteUnchecked' : 'check.noteDespite')} ${reason}`;
  return compact({
    ...draft,
    contained: [...(draft.contained ?? []), ...contained],
    detectedIssue: contained.map((one) => ({ reference: `#${one.id}` })),
    note: [...(draft.note ?? []), words && { text: words }],
  });
}
