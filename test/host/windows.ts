// Windows of VS Code that are driven from outside, each with the tests that share the window, and a part that needs a browser alone.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { modelWorkspace } from '../run/modelWorkspace';
import { tempFolder } from '../tempFolder';
import { defineAgentTests } from './driven/agentTests';
import { defineBacktestTests } from './driven/backtestTests';
import { BarSources, defineBarsTests, OWN_SOURCE } from './driven/barsTests';
import { defineFirstStepTests } from './driven/firstStepTests';
import { defineFolderTests, defineTwoFolderTests } from './driven/folderTests';
import { AskedModels, defineModelTests } from './driven/modelTests';
import { defineOfferTests, OFFERS_PRELOAD } from './driven/offerTests';
import { defineOwnCodeTests } from './driven/ownCodeTests';
import { definePackageTests, installPackage, pack } from './driven/packageTests';
import { defineReportTests } from './driven/reportTests';
import { defineTradeLogTests } from './driven/tradeLogTests';
import { makeSample } from './makeSample';
import { defineReportPageTests } from './report/reportPageTests';
import { changeSettings, TRUST } from './workbench/codeServer';
import { rowAppears, showSidebar } from './workbench/driver';
import { inWindow } from './workbench/stage';
import { openWorkbench } from './workbench/workbench';

/** Has VS Code see three cores: two backtests run side by side and a third waits. */
const THREE_CORES = "require('node:os').availableParallelism = () => 3;";

/** Tests of the installed package, from an empty window to the package's removal. */
function definePackageWindow(): void {
  const open = async () => {
    const home = tempFolder('first-steps');
    const folder = join(home, 'work');
    mkdirSync(folder);
    const data = join(home, 'server');
    changeSettings(data, { [TRUST]: true });
    installPackage(data, await pack('0.1.0'));
    const workbench = await openWorkbench(null, { extension: null, data });
    await workbench.page.setViewportSize({ width: 1280, height: 1200 });
    return { folder, workbench };
  };
  inWindow('the package in VS Code', open, (stage) => {
    defineFirstStepTests(stage);
    definePackageTests(stage);
  });
}

/** Tests of runs, and of errors and questions, in a workspace that was backtested. */
function defineRunWindow(): void {
  const open = async () => {
    const folder = tempFolder('runs');
    makeSample('demo', folder);
    const file = join(folder, 'backtests/first-light.backtest.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), to: '2025-09-30' }));
    const workbench = await openWorkbench(folder, { preload: `${THREE_CORES}\n${OFFERS_PRELOAD}` });
    await workbench.page.setViewportSize({ width: 1280, height: 1500 });
    await showSidebar(workbench.page);
    return { folder, workbench };
  };
  inWindow('runs in VS Code', open, (stage) => {
    defineBacktestTests(stage);
    defineOwnCodeTests(stage);
    defineTradeLogTests(stage);
    defineOfferTests(stage);
  });
}

/** Tests of trees and reports in a workspace of two runs, then in one of two folders. */
function defineReportWindow(): void {
  const open = async () => {
    const home = tempFolder('reports');
    const folder = join(home, 'one');
    makeSample('demo', folder);
    makeSample('sample', join(home, 'two'));
    const definition = join(folder, 'backtests/first-light.backtest.json');
    execFileSync(process.execPath, ['dist/cli.js', 'run', definition], { stdio: 'ignore' });
    mkdirSync(join(folder, '.vscode'));
    const workbench = await openWorkbench(folder);
    await workbench.page.setViewportSize({ width: 1500, height: 1300 });
    await showSidebar(workbench.page);
    return { folder, workbench };
  };
  inWindow('reports in VS Code', open, (stage) => {
    defineFolderTests(stage);
    defineReportTests(stage);
    defineTwoFolderTests(stage);
  });
}

/** Tests of models, bars and agents, in a workspace where these are stand-ins. */
function defineSourceWindow(): void {
  const models = new AskedModels();
  const sources = new BarSources();
  const open = async () => {
    const { folder } = modelWorkspace({ providers: [{ use: 'ollama:mistral' }, { use: 'ollama:gemma2' }] });
    const sample = join(tempFolder('sources'), 'sample');
    makeSample('sample', sample);
    cpSync(sample, folder, { recursive: true });
    const data = join(dirname(sample), 'server');
    changeSettings(data, {
      'backtestMemory.ollamaHost': await models.start(),
      'backtestMemory.barSources': [OWN_SOURCE],
    });
    const workbench = await openWorkbench(folder, {
      data,
      installed: [resolve('test/host/agent')],
      environment: { BACKTEST_MEMORY_BARS_STAND_IN: await sources.start() },
    });
    // High enough for all rows: rows out of sight are not in the page.
    await workbench.page.setViewportSize({ width: 1280, height: 1500 });
    await showSidebar(workbench.page);
    await rowAppears(workbench.page, 'Backtests', 'models');
    return { folder, workbench };
  };
  inWindow('sources in VS Code', open, (stage) => {
    defineModelTests(stage, models);
    defineBarsTests(stage, sources);
    defineAgentTests(stage);
  });
}

/** Parts by name, the longest first: so all end at about the same time. */
export const WINDOWS = {
  package: definePackageWindow,
  reports: defineReportWindow,
  sources: defineSourceWindow,
  runs: defineRunWindow,
  page: defineReportPageTests,
} as const;
