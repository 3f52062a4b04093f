import type { Severity } from '../../model/rule.ts'

const below: Readonly<Record<Severity, Severity>> = { critical: 'high', high: 'medium', medium: 'low', low: 'low' }

/** One step less where something holds, such as a condition that narrows what is granted. */
export const lessIf = (condition: boolean, severity: Severity): Severity => (condition ? below[severity] : severity)
