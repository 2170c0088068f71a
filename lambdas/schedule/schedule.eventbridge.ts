import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type Schedule, ScheduleEntry } from '../../core/schedule/schedule.ts';
import { scheduledEventInput } from './scheduled-event.ts';
import { schedulerExpression } from './scheduler-expression.ts';

export interface EventBridgeScheduleOptions {
  readonly client: SchedulerClient;
  /** Group that holds nothing but these. */
  readonly groupName: string;
  /** What is called when an entry is due. */
  readonly targetArn: string;
  /** Role that EventBridge Scheduler takes on to call it. */
  readonly roleArn: string;
  readonly deadLetterArn?: string | undefined;
}

/** Those who start at the full hour are many. */
const windowMinutes = 15;

/** The schedule as schedules of EventBridge Scheduler. What an entry says stands in its description, to be read back. */
export class EventBridgeSchedule implements Schedule {
  readonly #options: EventBridgeScheduleOptions;

  constructor(options: EventBridgeScheduleOptions) {
    this.#options = options;
  }

  async put(entry: ScheduleEntry): Promise<void> {
    const { client } = this.#options;
    const input = this.#inputOf(ScheduleEntry.parse(entry));
    try {
      await client.send(new UpdateScheduleCommand(input));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      await client.send(new CreateScheduleCommand(input));
    }
  }

  async remove(name: string): Promise<void> {
    const { client, groupName } = this.#options;
    try {
      await client.send(new DeleteScheduleCommand({ GroupName: groupName, Name: name }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }

  async list(): Promise<readonly ScheduleEntry[]> {
    const { client, groupName } = this.#options;
    const entries: ScheduleEntry[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(new ListSchedulesCommand({ GroupName: groupName, NextToken: token }));
      for (const { Name } of page.Schedules ?? []) {
        const entry = Name === undefined ? undefined : await this.#get(Name);
        if (entry) entries.push(entry);
      }
      token = page.NextToken;
    } while (token !== undefined);
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #get(name: string): Promise<ScheduleEntry | undefined> {
    const { client, groupName } = this.#options;
    try {
      const { Description } = await client.send(new GetScheduleCommand({ GroupName: groupName, Name: name }));
      return ScheduleEntry.parse(JSON.parse(Description ?? 'null'));
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined; // it has run, or was removed meanwhile
      throw error;
    }
  }

  #inputOf(entry: ScheduleEntry): CreateScheduleCommandInput {
    const { groupName, targetArn, roleArn, deadLetterArn } = this.#options;
    return {
      GroupName: groupName,
      Name: entry.name,
      Description: JSON.stringify(entry),
      ScheduleExpression: schedulerExpression(entry),
      ScheduleExpressionTimezone: entry.kind === 'recurring' ? entry.timeZone : 'UTC',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
      ActionAfterCompletion: entry.kind === 'once' ? 'DELETE' : 'NONE',
      State: 'ENABLED',
      Target: {
        Arn: targetArn,
        RoleArn: roleArn,
        Input: JSON.stringify(scheduledEventInput),
        ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterArn } }),
      },
    };
  }
}
