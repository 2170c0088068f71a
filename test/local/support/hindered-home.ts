import type { Home } from '../../../local/home/open-home.ts';

/** The home with something in the way of a call of its records; `putScores` is in the way of both that record scores. */
export function hindered(home: Home, ways: { putScores?: () => void; putReceipt?: () => void }): Home {
  const { customers, drops } = home.records;
  return {
    ...home,
    records: {
      ...home.records,
      customers: new Proxy(customers, {
        get: (target, name) => {
          const call = Reflect.get(target, name).bind(target);
          if (name !== 'putScores' && name !== 'putScoredRows') return call;
          return async (...given: unknown[]) => {
            ways.putScores?.();
            return call(...given);
          };
        },
      }),
      drops: {
        get: (id) => drops.get(id),
        list: (page) => drops.list(page),
        put: async (receipt) => {
          ways.putReceipt?.();
          return drops.put(receipt);
        },
        putUnlessDone: async (receipt) => {
          ways.putReceipt?.();
          return drops.putUnlessDone(receipt);
        },
        replace: async (seen, receipt) => {
          ways.putReceipt?.();
          return drops.replace(seen, receipt);
        },
      },
    },
  };
}
