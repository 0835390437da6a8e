import type { Redis } from "ioredis";
import { isName } from "lai-internal";
import { z } from "zod";
import { environmentSchema } from "../record-schema";
import type { EngineVersion } from "./engine-version";

/** What all keys in the Redis begin with. */
export const KEY_PREFIX = "lai-study";

/** Seconds between two signs of life, and after which who was not heard of counts as gone. */
export const SIGN_SECONDS = 5;
const GONE_AFTER = 4 * SIGN_SECONDS;

/** Data of a study, as far as workers have to know it to open nothing else. */
export interface AskedData {
  dataset: string;
  target?: string;
  sha256: string;
}

/** A process that asks for the runs of a study, as it makes itself known. */
export interface StudyProcess {
  id: string;
  study: string;
  data: readonly AskedData[];
  engine: EngineVersion;
}

/** A process that does runs. */
export interface WorkerProcess {
  id: string;
  /** such as "node7, process 4711" */
  where: string;
  threads: number;
  engine: EngineVersion;
}

const engine = z.looseObject({ version: z.string(), environment: environmentSchema });
const SHAPES = {
  studies: z.object({
    id: z.string(),
    study: z.string().refine(isName),
    engine,
    data: z.array(z.object({ dataset: z.string(), target: z.string().optional(), sha256: z.string() })),
  }),
  workers: z.object({ id: z.string(), where: z.string(), threads: z.number().int().min(1).max(4096), engine }),
};

/** Who is there: a sorted set of JSON texts by the time when each was last heard of, on the clock of the Redis. */
export class Presence<T> {
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    private readonly kind: "studies" | "workers",
  ) {
    this.key = `${KEY_PREFIX}:${kind}`;
  }

  /** A sign of life; what is gone is forgotten. */
  async announce(who: T): Promise<void> {
    const now = await this.now();
    await this.redis.zadd(this.key, now, JSON.stringify(who));
    await this.redis.zremrangebyscore(this.key, "-inf", now - GONE_AFTER);
  }

  /** All that were heard of lately; what makes itself known in another form is none of us. */
  async present(): Promise<T[]> {
    const texts = await this.redis.zrangebyscore(this.key, (await this.now()) - GONE_AFTER, "+inf");
    return texts.flatMap((text) => {
      try {
        const who = JSON.parse(text);
        return SHAPES[this.kind].safeParse(who).success ? [who] : [];
      } catch {
        return [];
      }
    });
  }

  async leave(who: T): Promise<void> {
    await this.redis.zrem(this.key, JSON.stringify(who));
  }

  private async now(): Promise<number> {
    const [seconds] = await this.redis.time();
    return Number(seconds);
  }
}
