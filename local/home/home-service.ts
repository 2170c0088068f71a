import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { accessByEnv } from '../../api/access/access-by-env.ts';
import { gatheredLines } from '../../api/server/gathered-lines.ts';
import { jsonLog } from '../../api/server/json-log.ts';
import { type RunningServer, serve } from '../../api/server/serve.ts';
import { compactTime } from '../../core/compact-time.ts';
import { DomainError } from '../../core/errors.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import { retrainingName } from '../../core/schedule/schedule.ts';
import { DropQueue } from '../drops/drop-queue.ts';
import { watchInbox } from '../drops/watch-inbox.ts';
import { openNotices } from '../notifications/open-notices.ts';
import { FileSchedule } from '../schedule/schedule.files.ts';
import type { Reporter } from '../training/progress.ts';
import type { FitSettings } from '../training/training-request.ts';
import { apiOfHome } from './api-of-home.ts';
import { acquireLock, type Lock, type LockHolder } from './lock.ts';
import { makeFolder } from './make-folder.ts';
import type { Home } from './open-home.ts';

export interface ServiceOptions {
  readonly host: string;
  readonly port: number;
  /** Variables that say who may call: api/access/access-env.ts. */
  readonly accessEnv: Readonly<Record<string, string | undefined>>;
  /** Variables that say who is told what: local/notifications/notices-env.ts. @default none: all is kept in the home */
  readonly noticesEnv?: Readonly<Record<string, string | undefined>> | undefined;
  readonly training: FitSettings;
  readonly reporter: Reporter;
  /** When the home trains anew, as cron says it, by the machine's clocks; null: never by itself. */
  readonly retraining?: string | null | undefined;
  /** A drop was worked through or failed. */
  readonly onDrop: (receipt: Receipt) => void;
  /** A file in the inbox could not be taken in. */
  readonly onInboxFailure: (path: string, error: unknown) => void;
}

/**
 * Makes sure that a home is served once.
 *
 * @throws {DomainError} `home-in-use`, naming the process and its address
 */
export function lockHome({ paths, clock }: Pick<Home, 'paths' | 'clock'>): { lock: Lock; holder: LockHolder } {
  const holder = { pid: process.pid, since: clock.now().toISOString(), doing: 'serving' };
  const lock = acquireLock(paths.locks, 'server', holder);
  if (!('heldBy' in lock)) return { lock, holder };
  const { heldBy } = lock;
  const who = heldBy
    ? `Process ${heldBy.pid} has served it since ${heldBy.since}${heldBy.url ? ` at ${heldBy.url}` : ''}.`
    : 'Another process serves it.';
  throw new DomainError(
    'home-in-use',
    `${paths.root} is in use. ${who} Use that one, stop it, or start another home with --home DIR.`,
  );
}

/** The running service of a home: HTTP from the start, drops and inbox once there is a champion. */
export class HomeService {
  readonly server: RunningServer;
  readonly #home: Home;
  readonly #options: ServiceOptions;
  readonly #queue: DropQueue;
  readonly #notices: Awaited<ReturnType<typeof openNotices>>;
  readonly #schedule: FileSchedule;
  readonly #log: ReturnType<typeof jsonLog>;
  readonly #closeLog: () => Promise<void>;
  #inbox: { close(): Promise<void> } | undefined;

  private constructor(parts: {
    server: RunningServer;
    home: Home;
    options: ServiceOptions;
    queue: DropQueue;
    notices: Awaited<ReturnType<typeof openNotices>>;
    log: ReturnType<typeof jsonLog>;
    closeLog: () => Promise<void>;
  }) {
    this.server = parts.server;
    this.#home = parts.home;
    this.#options = parts.options;
    this.#queue = parts.queue;
    this.#notices = parts.notices;
    this.#log = parts.log;
    this.#closeLog = parts.closeLog;
    this.#schedule = new FileSchedule(parts.home);
  }

  /** Begins to answer HTTP. @throws {DomainError} `address-in-use`, `issuer-unreachable`, `invalid-request` for an address that needs keys */
  static async listen(home: Home, options: ServiceOptions): Promise<HomeService> {
    await makeFolder(join(home.paths.root, 'logs'));
    const file = createWriteStream(join(home.paths.root, 'logs', 'server.log'), { flags: 'a' });
    file.on('error', () => undefined); // a full disk must not end the service; what matters fails by itself
    const lines = gatheredLines(file);
    const log = jsonLog(lines, () => home.clock.now());
    const access = await accessByEnv(options.host, options.accessEnv, (error) =>
      log.error('issuer-keys-not-renewed', { error: String(error) }),
    );
    const notices = await openNotices(home, options.noticesEnv ?? {}, log);
    const queue = new DropQueue({
      home,
      training: options.training,
      reporter: options.reporter,
      onFinished: (receipt, bug) => {
        const { dropId, kind, state, rowsIn, rowsAccepted, rowsQuarantined } = receipt;
        const facts = { dropId, kind, state, rowsIn, rowsAccepted, rowsQuarantined };
        if (bug === undefined) log.info('drop-finished', facts);
        else log.error('drop-failed', { ...facts, error: bug.stack });
        options.onDrop(receipt);
      },
      onTraining: (runId, error) => {
        if (error === undefined) log.info('training-finished', { runId });
        else log.error('training-failed', { runId, error: String(error) });
      },
      onRecordFailure: (error) => log.error('run-record-failed', { error: String(error) }),
    });
    const api = apiOfHome(home, {
      access,
      log,
      submitDrop: (drop) => queue.submit(drop),
      queueDrop: (drop) => queue.submit(drop),
      requestTraining: async (asked) => {
        await home.events.publish(asked);
        queue.requestTraining(asked).catch(() => undefined); // the process ends: who asked sees no run, and asks again
      },
    });
    const server = await serve({ fetch: (request) => api.fetch(request), host: options.host, port: options.port });
    notices.start();
    const closeLog = (): Promise<void> =>
      new Promise((resolve) => {
        lines.flush();
        file.end(() => resolve());
      });
    return new HomeService({ server, home, options, queue, notices, log, closeLog });
  }

  /** Goes into the log: the model that scores silently could not be loaded, or failed. Answers do not suffer from it. */
  readonly onShadowFailure = (version: string | undefined, error: unknown): void =>
    this.#log.error('shadow-failed', { version, error: String(error) });

  /** Begins to work on drops: those left from before, those that came meanwhile, and the inbox. */
  async takeIn(): Promise<void> {
    await this.#queue.start();
    await this.#beginSchedule(this.#options.retraining ?? null);
    this.#inbox = await watchInbox({
      home: this.#home,
      queue: this.#queue,
      onFailure: (path, error) => {
        this.#log.error('inbox-failed', { path, error: String(error) });
        this.#options.onInboxFailure(path, error);
      },
    });
  }

  async #beginSchedule(cron: string | null): Promise<void> {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    if (cron === null) await this.#schedule.remove(retrainingName);
    else await this.#schedule.put({ kind: 'recurring', name: retrainingName, cron, timeZone });
    this.#schedule.start({
      onDue: (_, dueAt) => {
        const asked = { by: 'the schedule', reason: 'scheduled', force: false, families: null } as const;
        return this.#queue.requestTraining({ ...asked, runId: `run-${compactTime(dueAt)}-scheduled` });
      },
      onFailure: (entry, error) => this.#log.error('schedule-failed', { name: entry?.name, error: String(error) }),
    });
  }

  /** Takes nothing new, finishes requests, stops drops between two rows; what is left of them goes on at the next start. */
  async close(): Promise<void> {
    await this.#inbox?.close();
    await this.server.close();
    await this.#queue.stop();
    await this.#schedule.stop();
    await this.#notices.stop();
    await this.#closeLog();
  }
}
