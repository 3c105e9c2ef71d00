import type { AgentEvents, AgentQueries } from '../agents/agentQueries';
import type { CardQueries } from '../cards/cardProtocol';
import type { ImportQueries } from '../cards/import/importProtocol';
import type { ModelEvents, ModelQueries } from '../decision/ollama/modelQueries';
import type { OllamaHost } from '../decision/ollama/ollamaHost';
import type { EditorReportQueries } from '../report/reportQueries';
import type { RunQueries } from '../run/runQueries';
import type { BarFileQueries } from './barsRows';
import type { MemoryQueries } from './jobs/memoryQueries';
import type { OutcomeQueries } from './outcomeActions';
import type { SearchEvents, SearchQueries } from './outcomeSearch';
import type { OverviewQueries } from './overviewProtocol';
import type { ProviderDetail } from './providerDetail';
import type { SampleQueries } from './sample/sampleWorkspace';

/** What the editor asks about one provider. */
interface ProviderQueries {
  /** How a provider did, by regime and in the newest run that asked it. @param host where models are asked how they are. */
  providerDetail(provider: string, host: OllamaHost): Promise<ProviderDetail>;
}

/** What the editor asks of the worker: each room's own queries. Whatever takes a signal last can be cancelled. */
export interface WorkspaceQueries
  extends OverviewQueries,
    BarFileQueries,
    OutcomeQueries,
    SearchQueries,
    MemoryQueries,
    ProviderQueries,
    CardQueries,
    ImportQueries,
    RunQueries,
    ModelQueries,
    EditorReportQueries,
    AgentQueries,
    SampleQueries {}

/** What the worker tells or asks of the editor without being asked. */
export interface WorkspaceEvents extends SearchEvents, ModelEvents, AgentEvents {
  /** Something on disk is not as it was; told at most a few times a second. */
  changed(): void;
}
