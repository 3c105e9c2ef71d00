import { InputError } from '../../common/inputError';
import type { Consent } from './barsProtocol';

/** A refused download that goes through once the user agrees to `consent`. */
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
