import type { Rule } from '../model/rule.ts'

/** Says that a change touches the policy that judges it. */
export const policyChangeRule: Rule = {
  meta: {
    id: 'policy-change',
    summary: 'This change touches the policy; it takes effect once it is part of the base',
    severity: 'low',
    why: 'Whoever may change what is allowed may let a credential through. The policy of the base revision judged this change.',
    remedy: 'Review what the change to .leaktight.yaml allows before it is merged.',
    references: [],
  },
  needs: ['path', 'base'],
  paths: (path) => path === '.leaktight.yaml',
  *check() {
    yield {}
  },
}
