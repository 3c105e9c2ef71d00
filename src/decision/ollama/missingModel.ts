import { InputError } from '../../common/inputError';

/** The error of a model that the host lacks: nothing is begun, and the model may be pulled. */
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
