import type { VNode } from 'preact';
import { ROLES } from '../../staff/actor';
import type { Actor, Role } from '../../staff/actor';
import { readRoles } from '../../staff/member';
import type { StaffMember } from '../../staff/member';
import type { StaffAdministration } from '../../staff/administration.service';
import type { Language } from '../shared/language';
import { QrCode } from '../shared/qr-code.page';
import { actionsOn } from './action';
import { momentColumn } from './columns.page';
import { Fold, PostForm, SelectField, TextField, Tick } from './fields.page';
import { ActForm } from './form.page';
import { words } from './page';
import type { ConsoleAction, ConsolePart, Visit } from './page';
import { ROLE_NAMES } from './shell.page';
import { DataTable, Facts } from './table.page';
import type { Column } from './table.page';

export interface StaffPageDeps {
  administration: StaffAdministration;
  /** Whether roles come with each login from the identity provider, and so are changed there. */
  rolesFromProvider: boolean;
}

const TITLE = words('人员', 'Staff');

type Made = Awaited<ReturnType<StaffAdministration['createMember']>>;

/** Who may come in, and as what. */
export function staffPart(deps: StaffPageDeps): ConsolePart {
  const { administration } = deps;
  const bodyOf = async (visit: Visit, made: Made | null) => {
    const { actor, language } = visit;
    const members = await administration.listMembers(actor);
    return {
      title: TITLE[language],
      body: (
        <>
          <h1>{TITLE[language]}</h1>
          {deps.rolesFromProvider && <p class="note">{FROM_PROVIDER[language]}</p>}
          {made && <ShownOnce language={language} made={made} />}
          <Add language={language} />
          <Members visit={visit} members={members} />
        </>
      ),
    };
  };
  return {
    pages: [
      {
        path: '/staff',
        show: (visit) => bodyOf(visit, null),
        // The password stands on the answer alone, in no address.
        answer: async (visit) => {
          const { name = '', subject = '', way } = visit.fields;
          const isLocal = way === 'password';
          const made = await administration.createMember(visit.actor, {
            name: name.trim(),
            subject: isLocal ? null : subject.trim(),
            roles: rolesOf(visit),
            isLocal,
          });
          return bodyOf(visit, made);
        },
      },
    ],
    actions: actionsOf(administration),
  };
}

const FROM_PROVIDER = words(
  '角色由统一身份认证随每次登录给出：经统一身份认证登录的人员，请在那里更改角色；此处的更改到其下次登录为止。停用立即生效。',
  'Roles come with each login from the identity provider: change them there; what is changed here lasts until the next login. Disabling counts at once.',
);

const rolesOf = ({ fields }: Visit): Role[] =>
  readRoles(ROLES.filter((role) => fields[`role:${role}`] !== undefined));

function actionsOf(administration: StaffAdministration): ConsoleAction[] {
  const action = actionsOn('/staff', () => '/staff');
  return [
    action('roles', (visit, id) => administration.setRoles(visit.actor, id, rolesOf(visit))),
    action('disable', ({ actor }, id) => administration.disableMember(actor, id)),
    action('enable', ({ actor }, id) => administration.enableMember(actor, id)),
  ];
}

function ShownOnce({ language, made }: { language: Language; made: Made }): VNode {
  const { member, password, totpUri } = made;
  if (password === undefined || totpUri === undefined)
    return <p role="status">{`${words('已添加：', 'Added: ')[language]}${member.name}`}</p>;
  const scan = words('用身份验证器扫描', 'Scan it with an authenticator')[language];
  return (
    <section class="once" role="status">
      <p>
        <strong>
          {
            words(
              '请立即抄存：离开本页后不再显示。',
              'Store both now: they are not shown again after this page.',
            )[language]
          }
        </strong>
      </p>
      <Facts
        language={language}
        facts={[
          [words('账号', 'Account'), member.name],
          [words('密码', 'Password'), <code>{password}</code>],
          [words('动态码密钥', 'TOTP'), <code>{totpUri}</code>],
        ]}
      />
      <QrCode content={totpUri} label={scan} />
    </section>
  );
}

const ADD = '/console/staff';
const WAYS = [
  ['provider', words('统一身份认证', 'the identity provider')],
  ['password', words('应急账号（密码和动态码）', 'password and code (break-glass)')],
] as const;

/** Somebody of the identity provider, or an account for the day on which that is away. */
function Add({ language }: { language: Language }): VNode {
  return (
    <Fold class="card" actions={[ADD]} summary={words('添加人员', 'Add somebody')[language]}>
      <PostForm action={ADD} class="decide">
        <TextField
          id="staff-name"
          name="name"
          label={words('姓名或账号', 'Name, or account')[language]}
          required
          maxLength={64}
          autocomplete="off"
        />
        <SelectField
          id="staff-way"
          name="way"
          label={words('登录方式', 'Comes in by')[language]}
          options={WAYS.map(([way, name]) => [way, name[language]])}
        />
        <TextField
          id="staff-subject"
          name="subject"
          label={
            words('统一身份编号（应急账号不填）', 'Subject at the provider (none for break-glass)')[language]
          }
          maxLength={128}
          autocomplete="off"
        />
        <Roles language={language} chosen={[]} />
        <button class="primary">{words('添加', 'Add')[language]}</button>
      </PostForm>
    </Fold>
  );
}

function Roles({ language, chosen }: { language: Language; chosen: readonly Role[] }): VNode {
  return (
    <fieldset class="ticks">
      <legend>{words('角色', 'Roles')[language]}</legend>
      {ROLES.map((role) => (
        <label key={role}>
          <Tick name={`role:${role}`} checked={chosen.includes(role)} />
          {ROLE_NAMES[role][language]}
        </label>
      ))}
    </fieldset>
  );
}

function Members({
  visit: { actor, language },
  members,
}: {
  visit: Visit;
  members: readonly StaffMember[];
}): VNode {
  return (
    <DataTable
      language={language}
      caption={words('全部人员', 'Everybody')}
      columns={columnsFor(actor, language)}
      rows={members}
      empty={words('还没有人员。', 'There is nobody yet.')}
    />
  );
}

const columnsFor = (actor: Actor, language: Language): Column<StaffMember>[] => [
  { name: words('姓名', 'Name'), cell: ({ name }) => name },
  {
    name: words('角色', 'Roles'),
    isText: true,
    cell: ({ roles }) =>
      roles.map((role) => ROLE_NAMES[role][language]).join(language === 'en' ? ', ' : '、') || '—',
  },
  {
    name: words('登录方式', 'Comes in by'),
    cell: ({ isLocal, subject }) => (isLocal ? words('应急账号', 'break-glass')[language] : (subject ?? '—')),
  },
  {
    name: words('状态', 'Status'),
    cell: ({ active }) => (active ? words('在用', 'Active') : words('已停用', 'Disabled'))[language],
  },
  momentColumn(words('添加时间', 'Added'), 'createdAt'),
  {
    name: words('操作', 'Act'),
    cell: (member) =>
      member.id === actor.id ? (
        <span class="quiet">{words('本人', 'yourself')[language]}</span>
      ) : (
        <Change language={language} member={member} />
      ),
  },
];

function Change({
  language,
  member: { id, name, active, roles },
}: {
  language: Language;
  member: StaffMember;
}): VNode {
  return (
    <Fold actions={[`/console/staff/${id}/roles`]} summary={`${words('更改', 'Change')[language]} ${name}`}>
      <PostForm action={`/console/staff/${id}/roles`}>
        <Roles language={language} chosen={roles} />
        <button class="secondary">{words('保存角色', 'Keep the roles')[language]}</button>
      </PostForm>
      <ActForm
        language={language}
        action={`/console/staff/${id}/${active ? 'disable' : 'enable'}`}
        name={active ? words('停用', 'Disable') : words('重新启用', 'Enable again')}
      />
    </Fold>
  );
}
