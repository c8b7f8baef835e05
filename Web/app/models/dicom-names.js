// Names of DICOM modalities (PS3.3 C.7.3.1.1.1) for people.

import { hasText, t } from './words.js';

/** The name of a modality code, or the code itself; undefined without one. */
export function modalityName(code) {
  if (typeof code !== 'string' || code === '') return undefined;
  return hasText(`modality.${code}`) ? t(`modality.${code}`) : code;
}
