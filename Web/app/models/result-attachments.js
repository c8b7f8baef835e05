// Pictures and documents that go with a result: images as Media inside the report, a document as the report as issued.

import { subject } from './fhir-building.js';

/** What may go inside one report, in bytes of files; base64 makes a third more of it. */
export const mostAttached = 24 * 1024 * 1024;

/** Bytes as base64, in pieces that fit a call. */
export function base64Of(bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/**
 * A DiagnosticReport with files `[{bytes, media, name}]`: PDF as its issued form, pictures and DICOM as contained
 * Media that its `media` names (FHIR R4 DiagnosticReport.media).
 */
export function withAttachments(report, files, context) {
  if (files.length === 0) return report;
  const attachment = ({ bytes, media, name }) => ({ contentType: media, data: base64Of(bytes), title: name });
  const documents = files.filter((one) => one.media === 'application/pdf');
  const pictures = files.filter((one) => one.media !== 'application/pdf');
  const contained = pictures.map((one, index) => ({
    resourceType: 'Media', id: `m${index + 1}`, status: 'completed', subject: subject(context),
    content: attachment(one),
  }));
  return {
    ...report,
    ...(pictures.length > 0 && {
      contained: [...(report.contained ?? []), ...contained],
      media: contained.map(({ id, content }) => ({ comment: content.title, link: { reference: `#${id}` } })),
    }),
    ...(documents.length > 0 && { presentedForm: documents.map(attachment) }),
  };
}
