import { InputError } from '../../common/inputError';

/** A model that a definition names is not there: nothing is begun, and it may be pulled. */
export class MissingModel extends InputError {
  constructor(
    definitionFile: string,
    readonly model: string,
    host: string,
  ) {
    super(
      { file: definitionFile },
      `the Ollama at ${host} does not have the model ${model}`,
      `Run "ollama pull ${model}", or name another`,
    );
  }
}
