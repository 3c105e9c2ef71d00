// Measures a quarter decided by six models, asked in the order that loads each model once, beside the naive order of the
// Python engine: close by close, symbol by symbol, model by model, one request at a time. Also runs alone:
// npm run bench:models.
import { rmSync } from 'node:fs';
import { OllamaClient } from '../../src/decision/ollama/ollamaClient';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { logOf, modelWorkspace, runModels } from '../run/modelWorkspace';
import { type ChatAsked, OllamaStandIn } from '../standIn/ollama';
import { report } from './report';

const MODELS = ['llama3.2', 'deepseek-r1', 'mistral', 'qwen2.5', 'gemma2', 'phi4'];
/** A hundredth of the time that a small model needs on a graphics card, so that the naive order ends too. */
const LOAD_MS = 30;
const ANSWER_MS = 10;

export async function benchModels(): Promise<void> {
  const options = { models: MODELS, loadMs: LOAD_MS, answerMs: ANSWER_MS };
  const { folder, definition } = modelWorkspace({
    from: '2025-01-01',
    to: '2025-03-31',
    providers: MODELS.map((model) => ({ use: `ollama:${model}` })),
  });
  const standIn = await OllamaStandIn.start(options);
  const naive = await OllamaStandIn.start(options);
  try {
    const started = performance.now();
    const end = await runModels(folder, { kind: 'fresh', definition }, standIn.address);
    const took = performance.now() - started;
    if (end.state !== 'done') throw new Error(JSON.stringify(end));
    const inOrder = questionsInOrder(folder, end.run.run);
    const ollama = new OllamaClient({ ...LOCAL_OLLAMA, address: naive.address });
    const signal = new AbortController().signal;
    const naiveStarted = performance.now();
    for (const question of inOrder) await ollama.chat(question, signal);
    const naiveTook = performance.now() - naiveStarted;
    const share = (naiveTook / took).toFixed(1);
    report(
      'a quarter of six models',
      took,
      `${standIn.asked.length} answers, ${standIn.machine.loads} model loads; the naive order ${naiveTook.toFixed(0)} ms, ${naive.machine.loads} loads: ${share} × (a load ${LOAD_MS} ms, an answer ${ANSWER_MS} ms, 4 at once)`,
    );
  } finally {
    await Promise.all([standIn.close(), naive.close()]);
    rmSync(folder, { recursive: true, maxRetries: 3 });
  }
}

/** The requests of the run, by time, symbol and model. */
function questionsInOrder(folder: string, run: string): ChatAsked[] {
  const requests = new Map<string, ChatAsked>();
  const asked: { key: string; request: string }[] = [];
  for (const entry of logOf(folder, run)) {
    if (entry.type === 'request') requests.set(entry.sha256, entry.request as ChatAsked);
    if (entry.type !== 'reply') continue;
    const [symbol, time] = entry.decision_id.split('_').slice(-2);
    const place = MODELS.findIndex((model) => entry.provider.endsWith(model));
    asked.push({ key: `${time} ${symbol} ${place}`, request: entry.request });
  }
  asked.sort((a, b) => (a.key < b.key ? -1 : 1));
  return asked.flatMap(({ request }) => requests.get(request) ?? []);
}

if (require.main === module) void benchModels();
