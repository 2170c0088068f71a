import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { z } from 'zod';

/** The checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** One stage: its base image, name and instructions. */
export interface BuildStage {
  readonly image: string;
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** A COPY from the build context into a stage. */
export interface ContextCopy {
  readonly sources: readonly string[];
  readonly destination: string;
}

/** The stages in order; the last one is the image. */
export function stages(): BuildStage[] {
  const dockerfile = DockerfileParser.parse(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const found: { image: string; name: string; instructions: Instruction[] }[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction.getKeyword() !== 'FROM') {
      found.at(-1)?.instructions.push(instruction);
      continue;
    }
    const [image = '', , name = ''] = instruction.getArguments().map((argument) => argument.getValue());
    found.push({ image, name, instructions: [] });
  }
  return found;
}

/** What a stage takes from the build context, as against other stages. */
export function contextCopies(stage: BuildStage): ContextCopy[] {
  return copies(stage, (from) => from === undefined);
}

/** What a stage takes from another one, under `from`. */
export function stageCopies(stage: BuildStage): ContextCopy[] {
  return copies(stage, (from) => from !== undefined);
}

function copies({ instructions }: BuildStage, wanted: (from: string | undefined) => boolean): ContextCopy[] {
  return instructions.flatMap((instruction) => {
    if (!(instruction instanceof Copy)) return [];
    const from = instruction.getFlags().find((flag) => flag.getName() === 'from');
    if (!wanted(from?.getValue() ?? undefined)) return [];
    const words = instruction.getArguments().map((argument) => argument.getValue());
    return [{ sources: words.slice(0, -1), destination: words.at(-1) ?? '' }];
  });
}

/** The arguments of all instructions of one kind, as they stand. */
export function argumentsOf(keyword: string, { instructions }: BuildStage): string[] {
  return instructions
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getRawArgumentsContent() ?? '');
}

/** The words of an ENTRYPOINT, CMD or HEALTHCHECK in exec form. @throws where it is missing or in shell form */
export function execForm(keyword: 'ENTRYPOINT' | 'CMD' | 'HEALTHCHECK', stage: BuildStage): string[] {
  const [text = ''] = argumentsOf(keyword, stage);
  return z.array(z.string()).parse(JSON.parse(text.slice(text.indexOf('['))));
}

/** The environment that the image sets. */
export function environment(stage: BuildStage): Record<string, string> {
  const pairs = argumentsOf('ENV', stage).flatMap((text) => [...text.matchAll(/([A-Z_]+)=(\S+)/g)]);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}
