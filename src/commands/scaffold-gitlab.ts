/** `.gitlab-ci.yml` of a project. It installs what package-lock.json pins. */
export const gitlabPipeline = `# Campaigns: what a merge request would send is in its pipeline, and in a comment when the project has
# CAMPANILE_GITLAB_TOKEN (a project access token: scope api, role Reporter). The default branch sends.
default:
  image: node:22
  interruptible: true
  before_script:
    - npm ci --no-audit --no-fund

stages: [plan, send]

variables:
  # The last commit that was sent has to be found, so the whole history is needed.
  GIT_DEPTH: "0"

.reports:
  artifacts:
    when: always
    expire_in: 30 days
    paths: [.campanile/ci]
    reports: { junit: .campanile/ci/junit.xml }

propose:
  extends: .reports
  stage: plan
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - npx --no-install campanile ci

plan:
  extends: .reports
  stage: plan
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - npx --no-install campanile ci --mode plan

# One at a time, and none is stopped half-way. A run takes all that is due at its commit. For an approval, protect the
# environment, or write \`when: manual\` for pushes. For schedules and late outcomes: Build > Pipeline schedules,
# every 15 minutes. The key is a protected and masked variable of the environment: NOTIFICATION_HUB_CONNECTION_STRING.
send:
  extends: .reports
  stage: send
  interruptible: false
  resource_group: campanile-send-production
  environment: production
  # A refused campaign fails the plan, and the others go all the same.
  needs: [{ job: plan, optional: true, artifacts: false }]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      when: always
  script:
    # A ledger on a branch is pushed with the token of the job: Settings > CI/CD > Job token permissions >
    # "Allow Git push requests to the repository".
    - npx --no-install campanile ci
`;
