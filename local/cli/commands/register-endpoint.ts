import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { DomainError, describeFound } from '../../../core/errors.ts';
import { ExternalModelRequest, registerExternalModel } from '../../../core/lifecycle/register-external-model.ts';
import type { Profile } from '../../../core/profile/profile.ts';
import { systemCode } from '../../../core/system-code.ts';
import { type Home, openHome } from '../../home/open-home.ts';
import { readNamedProfile, readProfileInUse } from '../../home/profile-in-use.ts';
import type { Answer } from '../answer.ts';
import { givenPath } from '../command-context.ts';
import { type CommonOptions, contextOf, newCommand, type ProgramTools } from '../command-tools.ts';

interface RegisterOptions extends CommonOptions {
  readonly profile?: string;
}

/** `mainstay register-endpoint FILE` */
export function registerEndpointCommand(tools: ProgramTools): Command {
  const about = `Registers a model of your own that runs behind a SageMaker real-time endpoint. FILE says how it is asked: columns, format,
tiers, and golden rows with what it answers, which it is asked for first. AWS credentials and region come from the environment.
Such a model says how likely customers are to leave, and not why.`;
  return newCommand('register-endpoint', 'register a model behind a SageMaker endpoint', about, [
    'mainstay register-endpoint churn-endpoint.json --profile streaming',
  ])
    .argument('<file>', 'JSON document; docs/endpoints.md shows one')
    .option('--profile <name|file>', "what the customers' values mean (default: the profile of the home)")
    .action(async (file: string, options: RegisterOptions) => {
      const context = contextOf(tools, options);
      const request = await readRequest(givenPath(file));
      const home = await openHome(context.home, { create: true });
      try {
        tools.print(await register(home, request, options));
      } finally {
        home.close();
      }
    });
}

async function register(
  home: Home,
  request: ExternalModelRequest,
  { profile: named }: RegisterOptions,
): Promise<Answer> {
  const { records, objects, endpoints, clock } = home;
  const profile = await profileFor(home, named);
  const by = userInfo().username;
  const model = await registerExternalModel(request, { profile, by }, { ...records, objects, endpoints, clock });
  const text = `Model ${model.version} is registered: ${request.endpoint.name} answered all ${request.goldenRows.length} golden rows as it should.
It scores nobody yet: "mainstay promote ${model.version}" lets it.`;
  return { document: { model }, text };
}

async function profileFor({ paths }: Home, named: string | undefined): Promise<Profile> {
  if (named !== undefined) return readNamedProfile(named);
  const own = await readProfileInUse(paths);
  if (own) return own;
  throw new DomainError('profile-not-found', 'This home has no profile yet: name one with --profile.');
}

/** @throws {DomainError} `file-not-found`, `invalid-request` naming every place that is wrong */
async function readRequest(path: string): Promise<ExternalModelRequest> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') throw new DomainError('file-not-found', `There is no file ${path}.`);
    throw new DomainError('invalid-request', `${path} cannot be read as JSON.`, { cause });
  }
  const parsed = ExternalModelRequest.safeParse(document);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 50).map(({ path: place, message, input }) => ({
    field: place.map(String).join('.') || '(document)',
    found: describeFound(input),
    expected: message,
  }));
  throw new DomainError(
    'invalid-request',
    `${path} breaks its schema at ${issues[0]?.field}: ${issues[0]?.expected}.`,
    { issues },
  );
}
