const profile = /(?:us|us-gov|eu|apac|jp|au|ca|global)\./
const vendor =
  /(?:ai21|amazon|anthropic|cohere|deepseek|meta|minimax|mistral|moonshot|openai|qwen|stability|twelvelabs|writer)/
const modelId = new RegExp(
  `(?<![\\w.-])(${profile.source})?(${vendor.source}\\.[a-z][a-z0-9]*-[a-z0-9-]{1,60}(?::[0-9]{1,3})?)(?![\\w])`,
  'g',
)

/** A policy that names more models is nobody's. */
const mostModels = 4

/** What a model may be called through, of the models that a text names; else placeholders. */
const resourcesOf = (text: string): readonly string[] => {
  const resources = new Set<string>()
  for (const [id, geography, model] of text.matchAll(modelId)) {
    if (resources.size >= mostModels) break
    if (geography !== undefined) resources.add(`arn:aws:bedrock:REGION:ACCOUNT:inference-profile/${id}`)
    resources.add(`arn:aws:bedrock:${geography === undefined ? 'REGION' : '*'}::foundation-model/${model}`)
  }
  if (resources.size > 0) return [...resources]
  return [
    'arn:aws:bedrock:REGION:ACCOUNT:inference-profile/PROFILE-ID',
    'arn:aws:bedrock:REGION::foundation-model/MODEL-ID',
  ]
}

/** The narrow policy for who calls models and does nothing else, with the models that the file names. */
export const bedrockRemedy = (text: string): string => {
  const statement = {
    Effect: 'Allow',
    Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
    Resource: resourcesOf(text),
  }
  return `Allow the calls that are made, on the models that are called: ${JSON.stringify(statement)} An inference profile needs the foundation model of every region that it leads to as well. Add bedrock:ListInferenceProfiles and bedrock:GetInferenceProfile only where a program looks profiles up, and bedrock:CallWithBearerToken only where Bedrock API keys are meant to work.`
}
