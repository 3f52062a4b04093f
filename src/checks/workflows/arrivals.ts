import type { CiFile } from './ci-file.ts'
import { type Kind, secretsIn } from './flow.ts'
import { Masks } from './masks.ts'
import type { Job, Pipeline, Step } from './pipeline.ts'
import { type Arrival, type Remains, ShellReading } from './shell-reading.ts'

/** Where the secrets of one step end up. */
export interface StepReading {
  readonly step: Step
  readonly job: Job
  readonly arrivals: readonly Arrival[]
  /** Some variable of the step holds a secret. */
  readonly holdsSecrets: boolean
  /** What a variable of its environment holds. */
  readonly secrets: (name: string) => Kind | undefined
}

/** Where the secrets of a job end up. */
export interface JobReading {
  readonly pipeline: Pipeline
  readonly job: Job
  readonly steps: readonly StepReading[]
  readonly remains: Remains
}

const readings = new WeakMap<CiFile, readonly JobReading[]>()

/** Reads the scripts of a file once for all rules. */
export const jobReadings = (file: CiFile): readonly JobReading[] => {
  const known =
    readings.get(file) ?? file.pipelines.flatMap((pipeline) => pipeline.jobs.map((job) => read(file, pipeline, job)))
  readings.set(file, known)
  return known
}

const read = (file: CiFile, pipeline: Pipeline, job: Job): JobReading => {
  const remains = { files: new Map<string, Kind>(), masks: new Masks() }
  const outer = [secretsIn(file.text, job.env), secretsIn(file.text, pipeline.env)]
  const steps = job.steps.map((step) => readStep(file, job, step, outer, remains))
  return { pipeline, job, steps, remains }
}

const readStep = (
  file: CiFile,
  job: Job,
  step: Step,
  outer: readonly ReadonlyMap<string, Kind>[],
  remains: Remains,
): StepReading => {
  const kinds = [secretsIn(file.text, step.env), ...outer]
  const reading = new ShellReading(kinds, remains)
  if (step.runner === 'shell') for (const script of step.scripts) reading.read(script)
  const secrets = (name: string): Kind | undefined => kinds.find((each) => each.has(name))?.get(name)
  return { step, job, arrivals: reading.arrivals, holdsSecrets: kinds.some(({ size }) => size > 0), secrets }
}
