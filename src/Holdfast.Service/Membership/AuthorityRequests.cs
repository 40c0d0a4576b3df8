using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;

namespace Holdfast.Service.Membership;

/// <content>The effects that take time: requests to the database and to other members, and what resources do.</content>
public sealed partial class Authority
{
    /// <summary>This node's last renewal by itself did not succeed. Used by the member thread alone.</summary>
    private bool _away;

    /// <summary>Whether a renewal of this node took effect lately, so that it can be of use to others.</summary>
    public bool IsRenewed
    {
        get
        {
            MemberAgentState state = State;
            return state.Phase == MemberPhase.Member
                && _clock.Now < state.RenewedAt + (state.Profile.Heartbeat * MemberAgreement.Patience);
        }
    }

    /// <summary>Whether the machine's watchdog may be fed now.</summary>
    public bool MayFeedWatchdog => State.MayFeedWatchdog(_clock.Now);

    /// <summary>Whether this node agrees that another one goes on without the database.</summary>
    /// <param name="observer">What this node's service would fence by.</param>
    /// <param name="question">What it is asked.</param>
    public AgreementAnswer Answer(Observer observer, AgreementQuestion question) =>
        Agreement.Answer(State, observer, question, _clock.Now);

    private void Read(MemberEffect.ReadOwnRow read)
    {
        try
        {
            Row<MemberState>? row = _database.ReadOwnRow(RequestLimit);
            Step(now => new MemberEvent.RowRead(now, read.Number, row));
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseCorruptException)
        {
            TellAway(away.Message);
            if (Ask(others => others.Read(RequestLimit), null) is { } found)
            {
                found.Members.TryGetValue(Node, out Row<MemberState>? row);
                Step(now => new MemberEvent.RowRead(now, read.Number, row));
            }
            else
            {
                Step(now => new MemberEvent.RowUnreadable(now, read.Number));
            }
        }
    }

    private void Commit(MemberEffect.Commit commit)
    {
        CommitOutcome outcome = commit.Kind == RequestKind.Renew && _others is not null
            ? Renew(commit.Plan)
            : Own(() => _database.Commit(commit.Plan, RequestLimit));
        Step(now => new MemberEvent.Answered(now, commit.Number, outcome));
    }

    /// <summary>
    /// By itself, and where that does not do, the same renewal with the same sending time by others, and by itself once
    /// more. All ways compare the same revision. They are tried at the same time, and by itself alone only while the
    /// database is not known to be away: the lease is too short to wait for one after the other again and again.
    /// </summary>
    private CommitOutcome Renew(CommitPlan plan)
    {
        CommitOutcome? first = _away ? null : Own(() => _database.Commit(plan, RequestLimit));
        if (first is CommitOutcome.Committed or CommitOutcome.Conflict)
        {
            return first;
        }

        BootTime began = _clock.Now;
        using MemberDatabase.BegunCommit sent = _database.Begin(plan);
        var record = (MemberState)plan.Puts[0].Value;
        IReadOnlyCollection<CommitOutcome> answers = Ask(
            others => others.Renew(record, plan.Guards[0].Revision, RequestLimit),
            [new CommitOutcome.Unknown("the others could not be asked")])!;

        // Also where another was quicker: only this node's own answer tells that the database is there again.
        TimeSpan left = began + RequestLimit - _clock.Now;
        TimeSpan wait = answers.Any(answer => answer is CommitOutcome.Committed) && left > Heartbeat / 2
            ? Heartbeat / 2
            : left;
        CommitOutcome own = Own(() => sent.Finish(wait > TimeSpan.Zero ? wait : TimeSpan.Zero));
        var verdict = RelayVerdict.Of(own, first is null ? answers : [first, .. answers]);
        if (verdict.LookFirst && ReadMembers() is { } found)
        {
            Step(now => new MemberEvent.MembersSeen(now, found.Revision, found.Members));
        }

        return verdict.Outcome;
    }

    private MemberRecords? ReadMembers()
    {
        try
        {
            return _away
                ? Ask(others => others.Read(RequestLimit), null)
                : _database.ReadMembers(RequestLimit);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseCorruptException)
        {
            TellAway(away.Message);
            return null;
        }
    }

    /// <summary>
    /// Asks the others on the member thread, which must not end: whatever goes wrong there is said, and counts as no
    /// answer.
    /// </summary>
    private T? Ask<T>(Func<IOtherMembers, T?> question, T? otherwise)
        where T : class
    {
        if (_others is null)
        {
            return otherwise;
        }

        try
        {
            return question(_others);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            LogBroken(broken);
            return otherwise;
        }
    }

    /// <summary>What came of this node's own request, which tells whether the database is away.</summary>
    private CommitOutcome Own(Func<CommitResult> request)
    {
        CommitOutcome outcome;
        try
        {
            outcome = request().ToOutcome();
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseCorruptException)
        {
            outcome = new CommitOutcome.Unknown(away.Message);
        }

        string? reason = outcome switch
        {
            CommitOutcome.Unknown unknown => unknown.Reason,
            CommitOutcome.NotDone refused => refused.Reason,
            _ => null,
        };
        _away = reason is not null;
        if (reason is not null)
        {
            TellAway(reason);
        }
        else
        {
            _awayTold.Reset();
        }

        return outcome;
    }

    /// <summary>Every renewal fails then, several times a second.</summary>
    private void TellAway(string reason)
    {
        if (_awayTold.IsDue(_clock.Now))
        {
            LogAway(reason);
        }
    }

    private async Task AskAsync(MemberEffect.AskOthers ask, CancellationToken cancellationToken)
    {
        int agreed = _others is null
            ? 0
            : await _others.AskAsync(ask.Epoch, ask.Members, RequestLimit, cancellationToken).ConfigureAwait(false);
        if (_askedTold.IsDue(_clock.Now) || agreed < ask.Members.Count)
        {
            LogAsked(ask.Members.Count, agreed);
        }

        Step(now => new MemberEvent.OthersAnswered(now, ask.Number, agreed));
    }

    private async Task StopAsync(MemberEffect.StopEverything stop, CancellationToken cancellationToken)
    {
        LogStopping(stop.Reason);
        await _resources.StopAllAsync(stop.Epoch, stop.Reason, cancellationToken).ConfigureAwait(false);

        // Before this node's record can say that it has one.
        _watchdog?.Arm();
        Step(now => new MemberEvent.NothingRuns(now, stop.Number));
    }

    private async Task ConfirmAsync(MemberEffect.ConfirmGuards confirm, CancellationToken cancellationToken)
    {
        await _resources.ConfirmGuardsAsync(() => State.KillAt.Nanoseconds, cancellationToken).ConfigureAwait(false);
        Step(now => new MemberEvent.GuardsConfirmed(now, confirm.KillAt));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the other members could not be asked")]
    private partial void LogBroken(Exception broken);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "database out of reach: {Agreed} of {Asked} members agree that this one goes on")]
    private partial void LogAsked(int asked, int agreed);
}
