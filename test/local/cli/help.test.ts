import { describe, expect, it } from '@jest/globals';
import { mainstay } from '../support/mainstay.ts';

const commands =
  'start profile train score explain models compare promote shadow rollback register-endpoint report runs drops openapi'.split(
    ' ',
  );

describe('mainstay --help', () => {
  it('teaches the loop and lists every command', async () => {
    const { code, stdout } = await mainstay(['--help']);
    expect(code).toBe(0);
    const places = ['mainstay profile', 'mainstay train', 'mainstay score', 'mainstay start'].map((word) =>
      stdout.indexOf(word),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(82);
  });

  it('has a worked example for each command, and --home and --json', async () => {
    const helps = await Promise.all(commands.map((command) => mainstay([command, '--help'])));
    for (const [index, { code, stdout }] of helps.entries()) {
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples?:\\n +(.*\\| )?mainstay ${commands[index]}`));
      expect(stdout).toContain('--home <dir>');
      expect(stdout).toContain('--json');
    }
  }, 60_000);
});

describe('wrong usage', () => {
  it.each([
    [['tran'], /Did you mean train/],
    [['score'], /missing required argument/],
    [['start', '--retrain', '0 3 1 * 1'], /either a day of the month or a weekday/],
    [['train', 'a.csv', '--budget', 'soon'], /number of seconds from 1 to 86400/],
    [['train', 'a.csv', '--families', 'xgboost,magic'], /no family "magic"/],
    [['start', '--port', '70000'], /whole number from 0 to 65535/],
    [['score', 'a.csv', '--language', 'fr'], /en or ko/],
    [['score', 'a.csv', '--no-record'], /--out FILE/],
    [['models', '--colour'], /unknown option '--colour'/],
  ])('%j ends with 2 and says what is meant', async (args, words) => {
    const { code, stdout, stderr } = await mainstay(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });

  it('is one JSON document with --json', async () => {
    const { code, json } = await mainstay(['profile', '--json']);
    expect(code).toBe(2);
    expect(json()).toEqual({ error: { code: 'usage', detail: "missing required argument 'file'" } });
  });

  it('without any command shows the help and ends with 2', async () => {
    const { code, stderr } = await mainstay([]);
    expect(code).toBe(2);
    expect(stderr).toContain('The loop:');
  });
});

describe('mainstay openapi', () => {
  it('prints the document without a home', async () => {
    const { code, json } = await mainstay(['openapi']);
    expect(code).toBe(0);
    expect(json().openapi).toBe('3.1.0');
    expect(json().paths['/v1/scores'].post.operationId).toBeDefined();
  });
});

describe('a home that is not there', () => {
  it('is said, and not made by looking', async () => {
    const { code, json, stderr } = await mainstay(['models', '--home', '/nonexistent/home', '--json']);
    expect(code).toBe(1);
    expect(json().error.code).toBe('file-not-found');
    expect(stderr).toContain('--home DIR');
    expect(stderr).not.toContain('    at ');
  });
});
