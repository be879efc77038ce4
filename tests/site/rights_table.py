"""Who may open or do what: every view of the site, role by role. Whoever adds a view writes here who may.

A line has the view's name, how it is asked, and one column per role of our own organisation:

  E editor  O organiser  S secretary  A administrator  H handler  P process owner  W operator (watch)  U auditor
  C idea coach  M employee

then `x`, somebody of another organisation with every role there but editor and operator (those look after more than
their own), and `n`, nobody: without signing in. A plus may; a full stop is refused; s is sent to sign in. Where a plus
stands in the column x the page is public, or a list in which everybody finds their own. Last comes what the address is
about, a row of ours named in `towns`, and in <> what is sent. Those without a plus are for other machines, for a demo
home alone, or have nothing to show in our two towns; each has tests of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from .towns import ROLES

TABLE = """
#                                    E O S A H P W U C M  x  n
# the site, signing in, one's account
start                           get   + + + + + + + + + +  +  +
health                          get   . . . . . . . . . .  .  .
live                            get   + + + + + + + + + +  +  +
ready                           get   + + + + + + + + + +  +  +
metrics                         get   . . . . . . . . . .  .  .
clock                           post  . . . . . . . . . .  .  .
styleguide                      get   . . . . . . . . . .  .  .
sign-in                         get   + + + + + + + + + +  +  +
account_login                   get   + + + + + + + + + +  +  +
account_request_login_code      get   + + + + + + + + + +  +  +
account_confirm_login_code      get   + + + + + + + + + +  +  +
demo-sign-in                    get   . . . . . . . . . .  .  .
sign-out                        post  + + + + + + + + + +  +  +
passkey-sign-in                 post  + + + + + + + + + +  +  +
socialaccount_login_error       get   . . . . . . . . . .  .  .
socialaccount_login_cancelled   get   . . . . . . . . . .  .  .
openid_connect_login            get   . . . . . . . . . .  .  .  oidc
openid_connect_callback         get   . . . . . . . . . .  .  .  oidc
set-language                    post  + + + + + + + + + +  +  +
account                         get   + + + + + + + + + +  +  s
account-sessions                post  + + + + + + + + + +  +  s  <everywhere>
account-passkeys                post  . . . . . . . . . .  .  s
account-passkey-new             post  + + + + + + + + + +  +  s
audit                           get   . . . + . . . + . .  +  s
audit-export                    get   . . . + . . . + . .  +  s

# organisations
organisations                   get   + . . + . . . . . .  +  s
organisation-new                get   + . . . . . . . . .  .  s
organisation                    get   + . . + . . . . . .  .  s  organisation
organisation-members            post  . . . + . . . . . .  .  s  organisation
organisation-groups             post  . . . + . . . . . .  .  s  organisation <group>
organisation-group              get   . . . + . . . . . .  .  s  group
organisation-verify             post  + . . . . . . . . .  .  s  organisation
organisation-merge              post  . . . . . . . . . .  .  s  organisation

# the desk: tasks and cases
desk:inbox                      get   + + + + + + + + + .  +  s
desk:offered                    get   + + + + + + + + + .  +  s  offered
desk:start                      get   + + + + + + + + + .  +  s
desk:following                  get   + + + + + + + + + .  +  s
desk:live                       get   + + + + + + + + + .  +  s
desk:cases                      get   + + + + + + + + + .  +  s
desk:cases-export               get   + + + + + + + + + .  +  s
desk:incidents                  get   + + + + + + + + + .  +  s
desk:operations                 get   + + + + + + + + + .  +  s
desk:outbox                     get   + + + + + + + + + .  +  s
desk:time-freed                 get   + + + + + + + + + .  +  s
desk:time-freed-export          get   + + + + + + + + + .  +  s
desk:outbox-search              post  + + + + + + + + + .  +  s
desk:many                       post  + + + + + + + . + .  +  s
desk:saved-view                 post  + + + + + + + + + .  +  s
desk:task                       get   . . . . + . . . . .  .  s  task
desk:take                       post  . . . . + . . . . .  .  s  task
desk:give-back                  post  . . . . + . . . . .  .  s  task
desk:hand-over                  post  . . . . + . . . . .  .  s  task
desk:here                       post  . . . . + . . . . .  .  s  task
desk:task-draft                 post  . . . . + . . . . .  .  s  task
desk:case                       get   + + + + + + + + + .  .  s  case
desk:comment                    post  + + + + + + + . + .  .  s  case
desk:follow                     post  + + + + + + + + + .  .  s  case
desk:steer                      get   . . . + . + + . . .  .  s  suspend
desk:correction-undo            post  . . . + . + + . . .  .  s  correction
desk:unmask                     post  . . . . + + . + . .  .  s  case
forms:file                      get   + + + + + + + + + .  .  s  kept
forms:own-file                  get   + + + + + + + + + +  +  +  own-file

# the desk: processes, incidents, operations, robots, letters
desk:processes                  get   + + + + + + + + + .  +  s
desk:processes-export           get   + + + + + + + + + .  +  s
desk:process                    get   + . . + . + + + . .  .  s  process
desk:process-compare            get   + . . + . + + + . .  .  s  process
desk:process-steward            get   . . . + . . . . . .  .  s  process
desk:process-pause              get   . . . + . + + . . .  .  s  process
desk:process-resume             get   . . . + . + + . . .  .  s  process
desk:system-uses                get   . . . + . + + . . .  .  s  process
desk:systems                    get   + . . + . + + + . .  +  s
desk:upgrade                    get   + . . + . + + + . .  .  s  upgrade
desk:upgrade-note               get   . . . + . + + . . .  .  s  organisation
desk:upgrade-take-back          post  . . . + . + + . . .  .  s  upgrade
desk:retry                      post  + + + + + + + . + .  .  s  incident
desk:evidence                   get   . . . . . . . . . .  .  s  incident
desk:cause                      get   + + + + + + + + + .  +  s  <cause>
desk:cause-retry                post  + + + + + + + . + .  .  s  <cause>
desk:care                       post  + + + + + + + . + .  .  s  <cause>
desk:operation-new              get   . . . + . + + . . .  +  s
desk:operation                  get   + + + + + + + + + .  .  s  operation
desk:operation-change           post  . . . + . + + . . .  .  s  pause-operation
desk:robots                     get   . . . + . . + . . .  +  s
desk:token-new                  post  . . . + . . + . . .  +  s
desk:token-end                  post  . . . + . . + . . .  .  s  token
desk:ability-pause              get   . . . . . . . . . .  .  s  ability
desk:mail                       get   + + + + + + + + + .  .  s  mail
desk:mail-again                 post  + + + + + + + . + .  .  s  mail
desk:letter                     get   + + + + + + + + + .  .  s  mail
desk:attachment                 get   + + + + + + + + + .  .  s  attachment

# the workshop
workshop:drafts                 get   + + + + + + + + + .  +  s
workshop:begin                  get   + . . + . + . . . .  +  s
workshop:templates              get   + + + + + + + + + .  +  s
workshop:draft                  get   + . . + . + . . . .  .  s  draft
workshop:people                 get   + . . + . + . . . .  .  s  draft
workshop:put-away               post  + . . + . + . . . .  .  s  draft
workshop:versions               get   + . . + . + . . . .  .  s  draft
workshop:restore                post  + . . + . + . . . .  .  s  draft-version
workshop:overwrite              post  + . . + . + . . . .  .  s  draft
workshop:add-files              post  + . . + . + . . . .  .  s  draft
workshop:make                   post  + . . + . + . . . .  .  s  draft
workshop:zip                    get   + . . + . + . . . .  .  s  draft
workshop:file                   get   + . . + . + . . . .  .  s  file
workshop:delete-file            post  + . . + . + . . . .  .  s  to-delete
workshop:outline                get   + . . + . + . . . .  .  s  draft
workshop:step                   get   + . . + . + . . . .  .  s  step
workshop:kind                   post  + . . + . + . . . .  .  s  step
workshop:move                   post  + . . + . + . . . .  .  s  step
workshop:add-way                get   + . . + . + . . . .  .  s  choice
workshop:add-deadline           get   + . . + . + . . . .  .  s  deadline
workshop:delete-step            post  + . . + . + . . . .  .  s  step
workshop:way                    get   + . . + . + . . . .  .  s  way
workshop:add                    get   + . . + . + . . . .  .  s  add
workshop:library                get   + . . + . + . . . .  .  s  draft
workshop:library-part           get   + . . + . + . . . .  .  s  part
workshop:library-take           post  + . . + . + . . . .  .  s  part
workshop:library-preview        get   + + + + + + + + + .  +  s  library
workshop:table                  get   + . . + . + . . . .  .  s  table
workshop:form                   get   + . . + . + . . . .  .  s  form
workshop:question               get   + . . + . + . . . .  .  s  question
workshop:rearrange              post  + . . + . + . . . .  .  s  question
workshop:draw                   get   + . . + . + . . . .  .  s  draft
workshop:draw-file              get   + . . + . + . . . .  .  s  table
workshop:save                   post  + . . + . + . . . .  .  s  draft
workshop:check                  post  + . . + . + . . . .  .  s  draft
workshop:feel                   post  + . . + . + . . . .  .  s  draft
workshop:try                    get   + . . + . + . . . .  .  s  draft
workshop:trial                  get   + . . + . + . . . .  .  s  trial
workshop:keep                   post  + . . + . + . . . .  .  s  trial
workshop:tests                  get   + . . + . + . . . .  .  s  draft
workshop:replay                 post  + . . + . + . . . .  .  s  test
workshop:release                get   + . . + . + . . . .  .  s  draft
workshop:ask                    post  + . . + . + . . . .  .  s  draft
workshop:roll-back              post  + . . + . + . . . .  .  s  draft
workshop:move-cases             get   + . . + . + . . . .  .  s  draft
workshop:decide                 post  + . . + . + . . . .  .  s  release
workshop:go-live                post  + . . + . + . . . .  .  s  release

# the programme: what everybody sees
programme:weeks                 get   + + + + + + + + + +  +  +
programme:seminars              get   + + + + + + + + + +  +  +
programme:seminars-calendar     get   + + + + + + + + + +  +  +
programme:recordings            get   + + + + + + + + + +  +  +
programme:recordings-atom       get   + + + + + + + + + +  +  +
programme:recordings-json       get   + + + + + + + + + +  +  +
programme:week                  get   + + + + + + + + + +  +  +  week
programme:week-calendar         get   + + + + + + + + + +  +  +  week
programme:week-json             get   + + + + + + + + + +  +  +  week
programme:week-csv              get   + + + + + + + + + +  +  +  week
programme:week-xlsx             get   + + + + + + + + + +  +  +  week
programme:week-pdf              get   + + + + + + + + + +  +  +  week
programme:week-atom             get   + + + + + + + + + +  +  +  week
programme:week-embed            get   + + + + + + + + + +  +  +  week
programme:week-theme            get   + + + + + + + + + +  +  +  week
programme:week-logo             get   + + + + + + + + + +  +  +  week
programme:week-now              get   + + + + + + + + + +  +  +  week
programme:week-mine             get   + + + + + + + + + +  +  +  week
programme:week-mine-calendar    get   + + + + + + + + + +  +  +  week
programme:week-changes          get   + + + + + + + + + +  +  +  week
programme:organiser             get   + + + + + + + + + +  +  +  organiser
programme:organiser-calendar    get   + + + + + + + + + +  +  +  organiser
programme:point                 get   + + + + + + + + + +  +  +  point
programme:point-calendar        get   + + + + + + + + + +  +  +  point
programme:seminar               get   + + + + + + + + + +  +  +  seminar
programme:seminar-calendar      get   + + + + + + + + + +  +  +  seminar
programme:recording             get   + + + + + + + + + +  +  +  recording
programme:spoken                get   + + + + + + + + + +  +  +  recording
programme:captions              get   + + + + + + + + + +  +  +  recording
programme:film                  get   . . . . . . . . . .  .  .  recording
programme:portrait              get   + + + . . . . . . .  .  .  portrait
programme:taking-part           get   + + + + + + + + + +  +  +  taking-part
programme:co-organise-by-link   get   + + + + + + + + + +  +  +  co-organise-link

# the programme: organisers' and editors' work
programme:mine                  get   + + + . . . . . . .  +  s
programme:new                   get   . + + . . . . . . .  +  s
programme:import                get   + + + . . . . . . .  +  s
programme:import-report         get   . + . . . . . . . .  .  s  import
programme:import-listing        get   . + . . . . . . . .  .  s  import
programme:my-weeks              get   + . . . . . . . . .  .  s
programme:week-new              get   + . . . . . . . . .  .  s
programme:week-change           get   + . . . . . . . . .  .  s  week
programme:week-copy             post  + . . . . . . . . .  .  s  week
programme:work                  get   . + + . . . . . . .  .  s  work
programme:preview               get   . + + . . . . . . .  .  s  work
programme:change                get   . + + . . . . . . .  .  s  work
programme:files                 get   . + + . . . . . . .  .  s  work
programme:people                get   . + + . . . . . . .  .  s  work
programme:submit                post  . + + . . . . . . .  .  s  work
programme:autosave              post  . + + . . . . . . .  .  s  work
programme:occasion              post  . + + . . . . . . .  .  s  work
programme:cancel                post  . + + . . . . . . .  .  s  work
programme:recording-work        get   . + + . . . . . . .  .  s  recording
programme:recording-remove      post  . + + . . . . . . .  .  s  recording
programme:file                  get   . + + . . . . . . .  .  .  point-file
programme:file-remove           post  . + + . . . . . . .  .  s  point-file
programme:co-organise           post  . + + . . . . . . .  .  s  co-organise

# signing up: what participants use
attendance:several              get   + + + + + + + + + +  +  +  week
attendance:several-received     get   + + + + + + + + + +  +  +  week
attendance:register             get   + + + + + + + + + +  +  +  public-point
attendance:received             get   + + + + + + + + + +  +  +  public-point
attendance:watch                get   + + + + + + + + + +  +  +  recording
attendance:mine                 get   + + + + + + + + + +  +  +  registration
attendance:withdraw             post  + + + + + + + + + +  +  +  registration
attendance:offer                post  + + + + + + + + + +  +  +  registration
attendance:prove                post  + + + + + + + + + +  +  +  registration
attendance:now                  get   + + + + + + + + + +  +  +  registration
attendance:feedback             get   + + + + + + + + + +  +  +  registration
attendance:privacy              get   + + + + + + + + + +  +  +
attendance:erased               get   + + + + + + + + + +  +  +
attendance:yours                get   + + + + + + + + + +  +  +  your-data
attendance:yours-download       get   + + + + + + + + + +  +  +  your-data

# signing up: organisers' and secretaries' work
attendance:points               get   . + + . . . . . . .  +  s
attendance:wordings             get   . + + . . . . . . .  +  s
attendance:words                get   . + + . . . . . . .  .  s  words
attendance:words-preview        get   . + + . . . . . . .  .  s  words
attendance:figures              get   + + + . . . . . . .  +  s
attendance:figures-week         get   + . . . . . . . . .  .  s  week
attendance:figures-report       get   + . . . . . . . . .  .  s  week
attendance:figures-pdf          get   + . . . . . . . . .  .  s  week
attendance:people               get   . + + . . . . . . .  .  s  public-point
attendance:export               get   . + + . . . . . . .  .  s  public-point
attendance:export-xlsx          get   . + + . . . . . . .  .  s  public-point
attendance:attendance           post  . + + . . . . . . .  .  s  public-point
attendance:settings             get   . + + . . . . . . .  .  s  public-point
attendance:questions            get   . + + . . . . . . .  .  s  public-point
attendance:message              get   . + + . . . . . . .  .  s  public-point
attendance:invite               get   . + + . . . . . . .  .  s  public-point
attendance:opinions             get   . + + . . . . . . .  .  s  public-point

# ideas
ideas:start                     get   + + + + + + + + + +  +  +
ideas:challenges                get   + + + + + + + + + +  +  +
ideas:list                      get   + + + + + + + + + +  +  +
ideas:sent                      get   + + + + + + + + + +  +  +
ideas:figures                   get   + + + + + + + + + +  +  +
ideas:figures-csv               get   + + + + + + + + + +  +  +
ideas:spread-csv                get   + + + + + + + + + +  +  +
ideas:methods                   get   + + + + + + + + + +  +  +
ideas:solutions                 get   + + + + + + + + + +  +  +
ideas:method                    get   + + + + + + + + + +  +  +  method
ideas:like                      post  + + + + + + + + + +  +  +
ideas:new                       get   + + + + + + + + + +  +  s
ideas:mine                      get   + + + + + + + + + +  +  s
ideas:digest                    post  + + + + + + + + + +  +  s
ideas:challenge-new             get   + + + + . . . . + .  +  s
ideas:challenge                 get   + + + + + + + + + +  .  .  challenge
ideas:challenge-change          get   . . . . . . . . + .  .  s  challenge
ideas:coach                     get   . . . + . . . . + .  +  s
ideas:confirm                   post  . . . . . . . . + .  .  s  to-confirm
ideas:idea                      get   + + + + + + + + + +  .  .  idea
ideas:change                    get   . . . . . . . . + +  .  s  idea
ideas:support                   post  + + + + + + + + + +  .  s  idea
ideas:argue                     post  + + + + + + + + + +  .  s  idea
ideas:answer                    post  . . . . . . . . + +  .  s  question-of-idea
ideas:join                      post  + + + + + + + + + +  .  s  idea
ideas:add                       post  . . . . . . . . + +  .  s  idea
ideas:team                      post  . . . . + . . . + +  .  s  member
ideas:ready                     post  . . . . . . . . + +  .  s  idea
ideas:withdraw                  post  . . . . . . . . . +  .  s  idea
ideas:step                      get   . . . . . . . . + +  .  s  idea-step
ideas:plan                      get   . . . . . . . . + +  .  s  idea
ideas:solution-of               get   . . . . . . . . + +  .  s  solved
ideas:trial                     get   + + + + + + + + + +  .  .  idea-trial
ideas:trial-change              get   . . . . . . . . . .  .  s  idea-trial
ideas:trial-report              get   . . . . . . . . + +  .  s  idea-trial
ideas:solution-new              get   + + + + . . . . + .  +  s
ideas:solution                  get   + + + + + + + + + +  +  +  solution
ideas:solution-change           get   . . . . . . . . + .  .  s  solution
ideas:introduce                 get   . . . . . . . . . .  +  s  solution
ideas:adoption                  get   + + + + + + + + + +  +  +  adoption
ideas:follow                    post  + + + + + + + + + +  .  s  stage
ideas:points                    post  . . . . . . . . + +  .  s  stage

# packages
packages:list                   get   . . . + . . . . . .  +  s
packages:package                get   . . . + . . . . . .  +  s  package
packages:test                   post  . . . + . . . . . .  +  s  package
packages:install                post  . . . + . . . . . .  .  s  package <for-us>
packages:fetch                  get   . . . + . . . . . .  +  .  package
packages:key                    post  . . . . . . . . . .  .  s  key
packages:installed              get   . . . + . . . . . .  .  s  installed
packages:update                 get   . . . + . . . . . .  .  s  update
packages:own-report             get   . . . + . . . . . .  .  s  installed
packages:report                 post  + + + + + + + + + +  +  +

# doors
robots:answer                   get   + + + + + + + + + +  +  +  signed
robots:form                     get   + + + + + + + + + +  +  +  door
robots:apply                    get   + + + + + + + + + +  +  +  apply
robots:webhook                  post  . . . . . . . . . .  .  .  webhook

# open data, legal pages
opendata:dcat                   get   + + + + + + + + + +  +  +
opendata:about                  get   + + + + + + + + + +  +  +
opendata:api-info               get   + + + + + + + + + +  +  +
opendata:openapi                get   + + + + + + + + + +  +  +
opendata:dcat-as                get   + + + + + + + + + +  +  +  ttl
opendata:openapi-in             get   + + + + + + + + + +  +  +  sv
opendata:list                   get   + + + + + + + + + +  +  +  resource
opendata:changes                get   + + + + + + + + + +  +  +  resource
opendata:file                   get   + + + + + + + + + +  +  +  dataset
opendata:one                    get   + + + + + + + + + +  +  +  open-row
opendata:None                   get   . . . . . . . . . .  .  .  nowhere
opendata:accessibility          get   + + + + + + + + + +  +  +
opendata:privacy                get   + + + + + + + + + +  +  +
opendata:cookies                get   + + + + + + + + + +  +  +
opendata:terms                  get   + + + + + + + + + +  +  +
opendata:statements             get   . . . + . . . . . .  +  s
opendata:state                  get   . . . + . . . . . .  +  s  statement

# time freed and automated decisions
benefits:decisions              get   . . . + . + . + . .  +  s
benefits:register               get   . . . + . + . + . .  +  s
benefits:delegation-new         get   . . . + . . . . . .  +  s
benefits:delegation             get   . . . + . + . + . .  .  s  delegation
benefits:delegation-document    get   . . . + . + . + . .  .  s  delegation
benefits:bounds                 get   . . . + . . . . . .  .  s  delegation
benefits:withdraw               post  . . . + . . . . . .  .  s  delegation
benefits:overview               get   . . . + . + . + . .  +  s
benefits:cost                   get   . . . + . . . . . .  .  s  organisation
benefits:report                 get   . . . + . + . + . .  .  s  report
benefits:breaker                get   . . . + . + . + . .  .  s  account
benefits:process                get   . . . + . + . + . .  .  s  account
benefits:state                  get   . . . + . + . . . .  .  s  state
benefits:public                 get   + + + + + + + + + +  +  +
"""


@dataclass(frozen=True)
class Line:
    """One view. Shape: may is by role, "other" and "nobody"; each is "+", "." or "s"."""

    view: str
    method: str
    may: dict[str, str]
    about: str
    sent: str


def lines() -> list[Line]:
    """Return the table. Errors: ValueError for a line that has not one mark for each role."""
    found = []
    for text in TABLE.strip().splitlines():
        if not text or text.startswith("#"):
            continue
        view, method, *rest = text.split()
        roles = (*ROLES, "other", "nobody")
        marks, more = rest[: len(roles)], rest[len(roles) :]
        sent = next((one.strip("<>") for one in more if one.startswith("<")), "")
        about = next((one for one in more if not one.startswith("<")), "")
        if set("".join(marks)) - set("+.s"):
            raise ValueError(text)
        found.append(Line(view, method, dict(zip(roles, marks, strict=True)), about, sent))
    return found
