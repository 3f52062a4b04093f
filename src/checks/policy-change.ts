import type { Rule } from '../model/rule.ts'

const policyFile = /^\.leaktight\.yaml$|(?:^|\/)\.sops\.yaml$/

const isBelow = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`)

/** Says that a change touches the policy that judges it; `folders` hold further rules, relative to the root. */
export const policyChangeRule = (folders: readonly string[] = []): Rule => ({
  meta: {
    id: 'policy-change',
    summary: 'This change touches the policy; what it loosens takes effect once it is part of the base',
    severity: 'low',
    why: 'Whoever may change what is allowed, what must be encrypted or what is looked for may let a credential through. The policy of the base revision judged this change.',
    remedy: 'Review what the change to the policy allows before it is merged.',
    references: [],
  },
  needs: ['path', 'base'],
  paths: (path) => policyFile.test(path) || (/\.ya?ml$/.test(path) && folders.some((folder) => isBelow(path, folder))),
  *check() {
    yield {}
  },
})
