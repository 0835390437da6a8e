import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../src/base/random";
import type { Choice } from "./choice";
import { CONTENDERS, type Contender, commandOf, findTools, type Tools } from "./contenders";
import { describeMachine } from "./machine";
import { measureSteps, measureTraining, REFERENCE, type Running, type Stage } from "./measure";
import { NETWORKS, TRAINING } from "./networks";
import { buildPeakModule, PEAK_FLOPS } from "./peak/module";
import { makeProblem, writeProblem } from "./problem";
import { ContenderProcess } from "./process";
import { Progress } from "./progress";
import type { ContenderRecord, LeftOut, StepsResult } from "./types";

/** The longest that a contender's program may take to load. */
const START_MILLISECONDS = 120_000;

/** Thrown where the user ended the benchmark. */
export class InterruptedError extends Error {
  override readonly name: string = "InterruptedError";
  /** @param partial the networks that were measured whole; null where there are none */
  constructor(readonly partial: StepsResult | null) {
    super("interrupted");
  }
}

/** One run of the benchmark: starts the contenders, measures each part, and ends all processes whatever happens. */
export class Run {
  private readonly folder = mkdtempSync(join(tmpdir(), "lai-bench-"));
  private readonly progress = new Progress();
  private readonly processes: ContenderProcess[] = [];
  private readonly random: Random;
  private interrupted = false;
  private readonly result: StepsResult;

  constructor(private readonly choice: Choice) {
    const { extent, seed } = choice;
    this.random = new Random(seed, "rounds");
    this.result = {
      kind: "steps",
      format: 1,
      date: new Date().toISOString(),
      seconds: 0,
      machine: describeMachine(),
      settings: { rounds: extent.rounds, blockMilliseconds: extent.blockMilliseconds, seed, peakFlops: PEAK_FLOPS },
      contenders: [],
      networks: [],
      training: null,
    };
  }

  /** @throws DisagreementError, and InterruptedError after `interrupt` */
  async measure(): Promise<StepsResult> {
    const { result, progress } = this;
    try {
      const tools = findTools(await this.peakModule(), this.choice.python);
      if (this.choice.parts.some((part) => part !== "training")) await this.measureNetworks(tools);
      if (this.choice.parts.includes("training")) await this.measureTraining(tools);
      return { ...result, seconds: Math.round(progress.seconds) };
    } catch (error) {
      if (!this.interrupted) throw error;
      const isEmpty = result.networks.length === 0 && !result.training;
      throw new InterruptedError(isEmpty ? null : { ...result, seconds: Math.round(progress.seconds) });
    } finally {
      this.endProcesses();
      progress.clear();
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Ends what is under way; `measure` then rejects with an InterruptedError. */
  interrupt(): void {
    this.interrupted = true;
    this.endProcesses();
  }

  private async peakModule(): Promise<string> {
    if (!this.choice.contenders.includes("peak")) return "";
    this.progress.tell("compiling the measure of the peak");
    return buildPeakModule(this.folder);
  }

  private async measureNetworks(tools: Tools): Promise<void> {
    const { running, absent } = await this.start("steps", tools);
    for (const network of NETWORKS.filter(({ name }) => this.choice.parts.includes(name))) {
      const problem = makeProblem(network.layers, network.rows, this.choice.seed);
      const stage = this.stage(network.name, writeProblem(this.folder, network.name, problem));
      const { measured, leftOut } = await measureSteps(stage, running);
      this.result.networks.push({ ...network, measured, leftOut: [...absent, ...leftOut] });
    }
    this.endProcesses();
  }

  private async measureTraining(tools: Tools): Promise<void> {
    const { running, absent } = await this.start("training", tools);
    const { layers, rows, batchSize } = TRAINING;
    const path = writeProblem(this.folder, "training", makeProblem(layers, rows, this.choice.seed));
    const { measured, leftOut } = await measureTraining(this.stage("training", path), running);
    const { epochs } = this.choice.extent;
    this.result.training = { layers, rows, batchSize, epochs, measured, leftOut: [...absent, ...leftOut] };
    this.endProcesses();
  }

  /** Starts the chosen contenders of a part; those that do not load are told with the reason. */
  private async start(part: Contender["part"], tools: Tools): Promise<{ running: Running[]; absent: LeftOut[] }> {
    const { contenders: chosen } = this.choice;
    const running: Running[] = [];
    const absent: LeftOut[] = [];
    for (const contender of CONTENDERS.filter((one) => one.part === part)) {
      const timed = chosen.includes(contender.id);
      if (!timed && contender.id !== REFERENCE) continue;
      this.goOn();
      this.progress.tell(`starting ${contender.id}`);
      const { id, label, threads } = contender;
      const record: ContenderRecord = { id, label, threads, versions: {} };
      if (timed) this.result.contenders.push(record);
      try {
        const command = commandOf(contender, tools);
        if ("unavailable" in command) throw new Error(command.unavailable);
        const process = new ContenderProcess(command, this.result.machine.pinnedCores.slice(0, threads));
        this.processes.push(process);
        const answer = await process.answer(START_MILLISECONDS);
        if (!answer.ready) throw new Error(answer.unavailable ?? "it did not say that it is ready");
        record.versions = answer.ready;
        running.push({ contender, process, timed });
      } catch (error) {
        this.goOn();
        record.unavailable = (error as Error).message;
        if (timed)
          absent.push(...contender.losses.map((loss) => ({ contender: id, loss, reason: record.unavailable! })));
      }
    }
    return { running, absent };
  }

  private stage(name: string, problem: string): Stage {
    const tell = (what: string, detail?: string): void => this.progress.tell(what, detail);
    return { name, problem, extent: this.choice.extent, random: this.random, tell, goOn: () => this.goOn() };
  }

  private goOn(): void {
    if (this.interrupted) throw new Error("interrupted");
  }

  private endProcesses(): void {
    for (const process of this.processes.splice(0)) process.end();
  }
}
