import { rotationRule } from '../checks/rotation/index.ts'
import { rotationLater } from '../checks/rotation/later.ts'
import { examine } from '../engine/examine.ts'
import { historyLater } from '../git/history-later.ts'
import { changesOfCommit } from '../git/staged-changes.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Examination } from '../model/finding.ts'
import { stagedSource } from '../sources/staged.ts'
import { indexState } from '../sources/states.ts'
import { besideFindings } from './beside.ts'
import { conclude } from './conclude.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { keysOf, openedAdvice } from './keys.ts'
import { leftoverFindings } from './leftovers.ts'
import { merged } from './merge.ts'
import { setUpHere } from './setup.ts'
import { stagedAdvice } from './staged-advice.ts'
import { askGit, type StagedQuestions } from './staged-questions.ts'

/** A hook that was given something and looked at nothing must not say "clean". */
const mustHaveLooked = (expected: number, examination: Examination): void => {
  const seen =
    examination.units + examination.errors.length + [...examination.passed.values()].reduce((a, b) => a + b, 0)
  if (expected > 0 && seen === 0) {
    throw new CannotCheckError(
      `${expected} files are staged and none of them was examined; check GIT_DIR and GIT_INDEX_FILE`,
    )
  }
}

const examineStaged = async (
  invocation: Invocation,
  flags: ScanFlags,
  { place: asked, changes: askedChanges, reader }: StagedQuestions,
): Promise<Outcome> => {
  const place = await asked
  const setup = await setUpHere(invocation, place.root, flags)
  const changes = await changesOfCommit(place, place.gitDir, await askedChanges)
  const context = {
    now: invocation.now,
    policy: setup.checkPolicy,
    repository: indexState(place, reader),
    history: historyLater(place, { exact: true, reader, gitDir: place.gitDir }),
    ...keysOf(invocation, place.root, setup, flags, {
      decrypt: setup.config.sops.decrypt,
      by: `"sops: decrypt: true" in ${setup.config.name}`,
    }),
  }
  const rotation = rotationLater()
  const rules = setup.rules.map((rule) => (rule === rotationRule ? rotation.rule : rule))
  const staged = await examine(stagedSource(place, reader, changes), rules, context, setup.examineOptions)
  mustHaveLooked(changes.filter((change) => change.status !== 'D').length, staged)
  const [leftovers, beside, overdue] = await Promise.all([
    leftoverFindings(invocation, setup, context, { strict: false }),
    besideFindings(invocation, setup, context, place, changes),
    rotation.sentence(context), // no reason to stop an unrelated commit: the hook tells, `ci` and `audit` fail
  ])
  const opened = await openedAdvice(context)
  return conclude('staged', merged([staged, leftovers.examination, beside.examination]), setup, invocation, flags, {
    whole: false,
    advice: (report) => [
      ...opened,
      ...(overdue === undefined ? [] : [overdue]),
      ...leftovers.advice,
      ...beside.advice,
      ...stagedAdvice(report),
    ],
  })
}

/** `leaktight staged`: index blobs → engine → policy → report. */
export const stagedCommand = async (
  invocation: Invocation,
  flags: ScanFlags,
  questions = askGit(invocation),
): Promise<Outcome> => {
  try {
    return await examineStaged(invocation, flags, questions)
  } finally {
    questions.reader.close() // git ends by itself; nobody needs to see it
  }
}
