import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { CheckedData } from './checked-data.ts';
import { concludeRun } from './conclude-run.ts';
import { endRun, noteFailure, recordRunFailure } from './end-run.ts';
import { gateRun } from './gate-run.ts';
import { keepRunLineage } from './keep-run-lineage.ts';
import { keepRun, promoteRun } from './promote-run.ts';
import { reportRun } from './report-run.ts';
import { once, runKeys } from './run-files.ts';
import { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';
import { VerifiedModel, verifyRun } from './verify-run.ts';

/** The state of an execution: the order, and what earlier tasks have added. */
const OrderState = z.object(TrainingOrder.shape);
const ModelState = OrderState.extend({ model: VerifiedModel });

/**
 * The tasks of `workflows/training.asl.json` under the names of their states, but for the jobs. Each takes what the
 * workflow hands it, checks it, and answers with a small document; every one may be called again. A failure that was
 * foreseen is noted with the run before it is thrown.
 */
export function trainingTasks(ports: TrainingPorts) {
  const noting = async <T>(runId: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof DomainError) await noteFailure(runId, error, ports);
      throw error;
    }
  };
  return {
    CheckData: async (input: unknown): Promise<CheckedData> => {
      const state = OrderState.parse(input);
      const order = TrainingOrder.parse(state);
      const key = runKeys.result(order.runId, 'data');
      return noting(
        order.runId,
        once(ports.objects, key, CheckedData, () => ports.checkData(order)),
      );
    },
    RecordSkipped: async (input: unknown): Promise<null> => {
      await endRun(OrderState.parse(input), ports);
      return null;
    },
    Verify: async (input: unknown): Promise<VerifiedModel> => {
      const order = OrderState.parse(input);
      const model = await noting(order.runId, verifyRun(order, ports));
      await keepRunLineage(order, model.version, ports);
      return model;
    },
    Gate: async (input: unknown): Promise<{ readonly promote: boolean; readonly reason: string }> => {
      const { model, ...order } = ModelState.parse(input);
      const { promote, reason } = await noting(order.runId, gateRun(order, model, ports));
      return { promote, reason };
    },
    Promote: async (input: unknown): Promise<null> => {
      const order = OrderState.parse(input);
      await noting(order.runId, promoteRun(order, ports));
      return null;
    },
    Keep: async (input: unknown): Promise<null> => {
      const order = OrderState.parse(input);
      await noting(order.runId, keepRun(order, ports));
      return null;
    },
    Report: async (input: unknown): Promise<null> => {
      const { model, ...order } = ModelState.parse(input);
      await noting(order.runId, reportRun(order, model.version, ports));
      return null;
    },
    Notify: async (input: unknown): Promise<null> => {
      const order = OrderState.parse(input);
      await endRun(order, ports);
      await concludeRun(order, 'ended', ports);
      return null;
    },
    RecordFailure: async (input: unknown): Promise<null> => {
      const order = OrderState.parse(input);
      await recordRunFailure(order, ports);
      await concludeRun(order, 'failed', ports);
      return null;
    },
  };
}
