import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a workflow file with every `${Name}` filled by the ARN of a function of that name. */
export function workflowText(name: string): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'workflows', `${name}.asl.json`), 'utf8');
  return text.replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1');
}
