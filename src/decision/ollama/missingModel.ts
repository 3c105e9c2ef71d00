import { InputError } from '../../common/inputError';

/** A model that a definition names is not there: nothing is begun, and it may be pulled. */
export class MissingModel extends InputError {
  constructor(
    definitionFile: string,
    override readonly missingModel: string,
    host: string,
  ) {
    super(
      { file: definitionFile },
      `the Ollama at ${host} does not have the model ${missingModel}`,
      `Run "ollama pull ${missingModel}", or name another`,
    );
  }
}
