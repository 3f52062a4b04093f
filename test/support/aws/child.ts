import { FakeAws, type FakeAwsOptions } from './fake-aws.ts'

// The program of a fake in a process of its own: orders come as messages, [number, name, arguments].
type Order = readonly [number: number, name: string, parameters: readonly unknown[]]

let aws: FakeAws | undefined

const obey = async (name: string, parameters: readonly unknown[]): Promise<unknown> => {
  if (name === 'start') {
    aws = new FakeAws(parameters[0] as FakeAwsOptions | undefined)
    return aws.start()
  }
  const order: unknown = Reflect.get(aws ?? {}, name)
  return typeof order === 'function' ? order.apply(aws, parameters) : undefined
}

process.on('message', async (message) => {
  const [number, name, parameters] = message as Order
  try {
    process.send?.([number, await obey(name, parameters), undefined])
  } catch (error) {
    process.send?.([number, undefined, String(error)])
  }
})
process.on('disconnect', () => process.exit())
