/** `azure-pipelines.yml` of a project. It installs what package-lock.json pins. */
export const azurePipeline = `# Campaigns. In Azure Repos a pull request runs this by a branch policy (Build validation); in GitHub by \`pr\`.
trigger: { branches: { include: [main] } }
pr: { branches: { include: ["*"] } }
schedules:
  # What has come due, what did not leave, and what became of it.
  - cron: "7,22,37,52 * * * *"
    displayName: Due campaigns and late outcomes
    branches: { include: [main] }
    always: true
# Runs of a stage with an exclusive lock wait for each other, and none is dropped. Add the check "Exclusive lock" to the
# environment \`production\`.
lockBehavior: sequential
pool: { vmImage: ubuntu-latest }

stages:
  - stage: plan
    jobs:
      - job: plan
        steps:
          - checkout: self
            fetchDepth: 0
            persistCredentials: true # the ledger is read from its branch
          - script: npm ci --no-audit --no-fund
          - script: npx --no-install campanile ci --mode plan --default-branch main
            name: campanile
          - task: PublishTestResults@2
            condition: succeededOrFailed()
            inputs: { testResultsFormat: JUnit, testResultsFiles: .campanile/ci/junit.xml }
          - publish: .campanile/ci
            artifact: campanile-plan-$(System.JobAttempt)
            condition: succeededOrFailed()

  # Approvals are checks of the environment (Pipelines > Environments). The key is a secret variable of the pipeline,
  # NOTIFICATION_HUB_CONNECTION_STRING. Without a stored one: run fetch-key.sh of Campanile in a task AzureCLI@2.
  - stage: send
    dependsOn: plan
    # A refused campaign fails the plan, and the others go all the same; nothing to send asks nobody.
    condition: >-
      and(not(canceled()), eq(variables['Build.SourceBranch'], 'refs/heads/main'),
      ne(variables['Build.Reason'], 'PullRequest'),
      not(in(dependencies.plan.outputs['plan.campanile.to-send'], '', '0')))
    jobs:
      - deployment: send
        environment: production
        strategy:
          runOnce:
            deploy:
              steps:
                - checkout: self
                  fetchDepth: 0
                  persistCredentials: true # the ledger is pushed to its branch: the build service needs Contribute
                - script: npm ci --no-audit --no-fund
                - script: npx --no-install campanile ci --mode send --default-branch main
                  env: { NOTIFICATION_HUB_CONNECTION_STRING: $(NOTIFICATION_HUB_CONNECTION_STRING) }
                - task: PublishTestResults@2
                  condition: succeededOrFailed()
                  inputs: { testResultsFormat: JUnit, testResultsFiles: .campanile/ci/junit.xml }
                - publish: .campanile/ci
                  artifact: campanile-send-$(System.JobAttempt)
                  condition: succeededOrFailed()

  - stage: outcomes
    dependsOn: []
    condition: eq(variables['Build.Reason'], 'Schedule')
    jobs:
      - job: outcomes
        steps:
          - checkout: self
            fetchDepth: 0
            persistCredentials: true
          - script: npm ci --no-audit --no-fund
          - script: npx --no-install campanile ci --mode outcomes
            env: { NOTIFICATION_HUB_CONNECTION_STRING: $(NOTIFICATION_HUB_CONNECTION_STRING) }
`;
