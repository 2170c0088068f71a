import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import { checkFile } from '../../core/intake/check-file.ts';
import { requireEnoughData } from '../../core/intake/enough-data.ts';
import { failedReceipt } from '../../core/intake/new-receipt.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import { isRefusal } from '../../core/intake/refusal.ts';
import { decidePromotion, type GateDecision } from '../../core/lifecycle/gate.ts';
import type { Metrics } from '../../core/lifecycle/metrics.ts';
import { promote } from '../../core/lifecycle/promotion.ts';
import type { ModelRecord } from '../../core/lifecycle/registry.ts';
import { bundleProfileFile, loadVerifiedEngine } from '../../core/lifecycle/stored-model.ts';
import { QuarantineFile } from '../drops/quarantine-file.ts';
import { RefusedInput } from '../drops/refused-input.ts';
import type { Home } from '../home/open-home.ts';
import { keepProfileInUse } from '../home/profile-in-use.ts';
import { systemCode } from '../objects/file-errors.ts';
import { fitCandidates } from './fit-candidates.ts';
import { installBundle } from './install-bundle.ts';
import type { Reporter } from './progress.ts';
import type { RunJournal } from './run-journal.ts';
import { runStep } from './run-step.ts';
import type { TrainingOutcome, TrainingRequest } from './training-request.ts';
import { writeChecked } from './write-checked.ts';

/** One run of the workflow, and what it hands from step to step. */
export class TrainingRun {
  readonly #home: Home;
  readonly #request: TrainingRequest;
  readonly #journal: RunJournal;
  readonly #work: string;
  readonly #reporter: Reporter;
  readonly #signal: AbortSignal;
  readonly #quarantine: QuarantineFile;
  readonly #log: string[] = [];
  #receipt: Receipt;

  constructor(
    home: Home,
    request: TrainingRequest,
    tools: { journal: RunJournal; work: string; reporter: Reporter; signal: AbortSignal },
  ) {
    this.#home = home;
    this.#request = request;
    this.#journal = tools.journal;
    this.#work = tools.work;
    this.#reporter = tools.reporter;
    this.#signal = tools.signal;
    this.#quarantine = new QuarantineFile(tools.work);
    this.#receipt = { ...request.receipt, kind: 'training', state: 'working', profile: request.profile.name };
  }

  async train(): Promise<Pick<TrainingOutcome, 'model' | 'metrics' | 'decision'>> {
    const { settings, profile } = this.#request;
    const folder = (name: string): string => join(this.#work, name);
    const [prepared, candidates, bundle] = [folder('prepared'), folder('candidates'), folder('bundle')];
    const seed = ['--seed', String(settings.seed)];

    await this.keepReceipt({});
    await this.#journal.step(
      'check',
      () => this.#check(folder('input')),
      () => this.#rowsInWords(),
    );
    await this.#python('prepare', ['--input', folder('input'), '--output', prepared, ...seed]);
    await mkdir(candidates);
    const fit = (): Promise<string[]> =>
      fitCandidates({ prepared, candidates }, settings, this.#reporter, { signal: this.#signal, onLog: this.#onLog });
    await this.#journal.step('train', fit, (families) => families.join(', '));
    await this.#python('evaluate', ['--input', prepared, '--candidates', candidates, '--output', bundle, ...seed]);

    this.#reporter.show('verify', { message: 'The engine reproduces what Python computed' });
    const read = async (file: string): Promise<Uint8Array | undefined> =>
      file === bundleProfileFile ? Buffer.from(JSON.stringify(profile)) : readIfThere(join(bundle, file));
    const engine = await this.#journal.step('verify', () => loadVerifiedEngine(read));
    this.#signal.throwIfAborted(); // from here on it is faster to finish than to stop
    const { record: model, metrics } = await this.#journal.step(
      'install',
      () =>
        installBundle(this.#home, {
          folder: bundle,
          engine,
          dataQuality: this.#dataQuality(),
          by: this.#request.by,
          runId: this.#journal.runId,
        }),
      ({ record }) => record.version,
    );
    const decision = await this.#journal.step(
      'gate',
      () => this.#decide(model, metrics),
      ({ reason }) => reason,
    );
    return { model, metrics, decision };
  }

  async keepReceipt(change: Partial<Receipt>): Promise<Receipt> {
    this.#receipt = { ...this.#receipt, ...change };
    await this.#home.records.drops.put(this.#receipt);
    return this.#receipt;
  }

  /** Records how the run ended; returns what is to be thrown. */
  async failed(error: unknown): Promise<unknown> {
    await this.#quarantine.discard();
    const interrupted = this.#signal.aborted;
    await this.#journal.failed(error, interrupted);
    if (interrupted && this.#request.resumable) return error;
    const failure = interrupted
      ? { code: 'interrupted', detail: 'The training run was stopped.' }
      : { code: error instanceof DomainError ? error.code : 'training-failed', detail: messageOf(error) };
    const receipt = failedReceipt(this.#receipt, failure, this.#home.clock.now());
    await this.#home.records.drops.put(receipt);
    if (this.#log.length > 0 && !interrupted) await this.#keepLog();
    return !interrupted && isRefusal(error) ? new RefusedInput(error, receipt) : error;
  }

  readonly #onLog = (line: string): void => {
    this.#log.push(line);
  };

  async #python(step: 'prepare' | 'evaluate', stepArguments: readonly string[]): Promise<void> {
    this.#reporter.show(step, {});
    const onProgress: Parameters<typeof runStep>[2]['onProgress'] = (progress) => this.#reporter.show(step, progress);
    await this.#journal.step(step, () =>
      runStep(step, stepArguments, { signal: this.#signal, onProgress, onLog: this.#onLog }),
    );
  }

  async #check(input: string): Promise<void> {
    const { source, profile } = this.#request;
    const file = await checkFile(source.bytes, {
      profile,
      purpose: 'training',
      onQuarantine: (row) => this.#quarantine.add(row),
    });
    const onRows = (rows: number): void =>
      this.#reporter.show('check', {
        done: source.readBytes(),
        of: source.sizeBytes,
        message: `${rows.toLocaleString('en-US')} rows`,
      });
    const note = (): void => {
      const { idsFromLineNumbers, warnings, totals } = file;
      this.#receipt = { ...this.#receipt, ...totals, idsFromLineNumbers, warnings: [...warnings] };
    };
    const counts = await writeChecked(file, profile, input, { signal: this.#signal, onRows }).finally(note);
    const quarantineFile = await this.#quarantine.store(this.#home.objects, this.#receipt.dropId);
    await this.keepReceipt({ sha256: source.sha256(), quarantineSample: this.#quarantine.sample, quarantineFile });
    requireEnoughData(counts);
  }

  #dataQuality(): Parameters<typeof installBundle>[1]['dataQuality'] {
    const { rowsIn, rowsAccepted, rowsQuarantined, warnings } = this.#receipt;
    const quarantineByReason = [...this.#quarantine.counts].map(([reason, rows]) => ({ reason, rows }));
    return { rowsIn, rowsAccepted, rowsQuarantined, warnings, quarantineByReason };
  }

  #rowsInWords(): string {
    const { rowsAccepted, rowsQuarantined } = this.#receipt;
    return `${rowsAccepted} rows accepted, ${rowsQuarantined} quarantined`;
  }

  async #decide(model: ModelRecord, metrics: Metrics): Promise<GateDecision> {
    const { records, events, clock, champion, paths, loadModel } = this.#home;
    const pointer = await records.models.champion();
    const before = pointer && (await records.models.get(pointer.version));
    const decision = decidePromotion(metrics, model.profile, before);
    if (!decision.promote) return decision;
    const { audit, models } = records;
    await promote(
      { version: model.version, by: `gate for ${this.#request.by}`, reason: decision.reason },
      { models, audit, events, clock, verify: loadModel },
    );
    await keepProfileInUse(paths, this.#request.profile);
    await champion.refresh();
    return decision;
  }

  /** What the steps wrote to standard error, beside the drop, for whoever looks into a failure. */
  async #keepLog(): Promise<void> {
    await this.#home.objects.put(`runs/${this.#journal.runId}/training.log`, Buffer.from(`${this.#log.join('\n')}\n`));
  }
}

function messageOf(error: unknown): string {
  return error instanceof DomainError ? error.message : 'An unforeseen error; the log has it.';
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}
