// Stands in for an agent and for the language models that it would bring, since this VS Code has neither. It speaks to
// the editor through the same API as they do: tools are invoked, models are registered.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const vscode = require('vscode');

const folder = () => vscode.workspace.workspaceFolders[0].uri.fsPath;
const GOOD = JSON.stringify({ reason: 'I stand in.', action: 'BUY', confidence: 60 });

/** Answers as stands in model.json of the workspace, one behaviour after the other, again and again. */
class StandInModel {
  #asked = 0;

  async provideLanguageModelResponse(_messages, _options, _extension, progress, token) {
    const behaviours = JSON.parse(readFileSync(join(folder(), 'model.json'), 'utf8'));
    const behaviour = behaviours[this.#asked % behaviours.length];
    this.#asked += 1;
    const { LanguageModelError } = vscode;
    switch (behaviour) {
      case 'blocked':
        throw LanguageModelError.Blocked('you have used up your quota');
      case 'nobody':
        throw LanguageModelError.NoPermissions('you may not');
      case 'gone':
        throw LanguageModelError.NotFound('it is gone');
      case 'broken':
        throw new Error('something broke');
      case 'silent':
        writeFileSync(join(folder(), 'asked.txt'), 'the model was asked');
        await new Promise((cancelled) => token.onCancellationRequested(cancelled));
        return;
      default: {
        const answer = behaviour === 'garbage' ? 'I would buy, if I were you.' : GOOD;
        // In two pieces, as models stream.
        for (const piece of [answer.slice(0, 9), answer.slice(9)])
          progress.report({ index: 0, part: new vscode.LanguageModelTextPart(piece) });
      }
    }
  }

  async provideTokenCount(text) {
    return Math.ceil((typeof text === 'string' ? text : JSON.stringify(text)).length / 4);
  }
}

const METADATA = {
  vendor: 'stand-in',
  version: '1',
  maxInputTokens: 100_000,
  maxOutputTokens: 4096,
};

exports.activate = (context) => {
  // As VS Code 1.100 has it, a proposal.
  const register = vscode.lm.registerChatModelProvider;
  const model = (family, auth) =>
    register(family, new StandInModel(), { ...METADATA, name: family, family, auth });
  if (register) context.subscriptions.push(model('stand-in-1'), model('stand-in-asks', true));

  // What is asked stands in ask.json of the workspace; what came of it is put into answer.json.
  const ask = async () => {
    const { name, input } = JSON.parse(readFileSync(join(folder(), 'ask.json'), 'utf8'));
    const answer = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }).then(
      ({ content }) => ({ result: JSON.parse(content[0].value) }),
      (error) => ({ error: String(error) }),
    );
    // In one piece: whoever waits for it reads it at once.
    writeFileSync(join(folder(), 'answer.tmp'), JSON.stringify(answer));
    renameSync(join(folder(), 'answer.tmp'), join(folder(), 'answer.json'));
  };
  context.subscriptions.push(vscode.commands.registerCommand('standInAgent.ask', ask));
};
