import { InputError } from '../../common/inputError';
import type { Consent } from './barsProtocol';

/** What was asked for can be had if the user agrees to something first. */
export class NeedsConsent extends InputError {
  constructor(
    file: string,
    problem: string,
    remedy: string,
    readonly consent: Consent,
  ) {
    super({ file }, problem, remedy);
  }
}
