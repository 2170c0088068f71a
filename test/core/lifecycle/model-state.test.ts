import { describe, expect, it } from '@jest/globals';
import { standingOf } from '../../../core/lifecycle/model-state.ts';
import { ModelRecord } from '../../../core/lifecycle/registry.ts';
import { aModel, aPointer } from '../../contracts/examples.ts';

const [a, b, c] = ['20261101T000000Z-aaaaaaaa', '20261102T000000Z-bbbbbbbb', '20261103T000000Z-cccccccc'] as const;
const now = new Date('2026-11-22T10:00:00.000Z');
const move = (version: string, day: number) =>
  aPointer({ version, since: `2026-11-0${day}T00:00:00.000Z`, by: `mover ${day}`, reason: `because ${day}` });
const shadow = {
  version: c,
  since: '2026-11-20T00:00:00.000Z',
  until: '2026-11-27T00:00:00.000Z',
  by: 'eve',
  reason: 'a week',
};
const standing = (version: string, pointers: Partial<Parameters<typeof standingOf>[1]>) =>
  standingOf(aModel({ version, by: 'ana' }), { history: [], shadow: undefined, now, ...pointers });

describe('standingOf', () => {
  it('is a candidate from its registration, by who had it trained', () => {
    const { registeredAt } = aModel();
    expect(standing(a, {})).toEqual({ state: 'candidate', since: registeredAt, by: 'ana', reason: null });
  });

  it('is the champion since the move that made it so, and retired since the one that ended it', () => {
    const history = [move(b, 3), move(a, 2), move(b, 1)];
    expect(standing(b, { history })).toMatchObject({
      state: 'champion',
      since: '2026-11-03T00:00:00.000Z',
      by: 'mover 3',
    });
    expect(standing(a, { history })).toMatchObject({
      state: 'retired',
      since: '2026-11-03T00:00:00.000Z',
      reason: 'because 3',
    });
    expect(standing(c, { history })).toMatchObject({ state: 'candidate' });
  });

  it('shadows until its time runs out, or it becomes the champion', () => {
    expect(standing(c, { shadow })).toMatchObject({ state: 'shadow', by: 'eve', since: shadow.since });
    expect(standing(c, { shadow, now: new Date(shadow.until) })).toMatchObject({ state: 'candidate' });
    expect(standing(c, { shadow, history: [move(c, 1)] })).toMatchObject({ state: 'champion' });
    expect(standing(c, { shadow, history: [move(a, 2), move(c, 1)] })).toMatchObject({ state: 'shadow' });
  });
});

it('records of before it was known who trained a model can still be read', () => {
  const { by: _by, runId: _runId, ...old } = aModel();
  expect(ModelRecord.parse(old)).toEqual({ ...old, by: 'unknown', runId: null });
});
