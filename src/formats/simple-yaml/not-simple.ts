/** Thrown where a text leaves the regular part of YAML; it is no error, for the package then reads the text. */
export const notSimple: unique symbol = Symbol('not simple')

export const giveUp = (): never => {
  throw notSimple
}
