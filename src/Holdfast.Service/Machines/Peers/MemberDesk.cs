using System.Collections.Concurrent;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Events;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Coordination;
using Holdfast.Service.Events;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Machines.Peers;

/// <summary>What this node does for another one that does not reach the database.</summary>
internal sealed class MemberDesk(
    IClusterDatabase database, Authority authority, CoordinatorLoop coordinator, IEventLog events, IBootClock clock)
{
    /// <summary>After this long without one, the next renewal that is written for a node is told of.</summary>
    private static readonly TimeSpan ToldFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, BootTime> _told = new(StringComparer.Ordinal);

    /// <summary>Writes a node's own record for it, compared with the revision that it was made from.</summary>
    public async Task<Outcome<RenewalDto>> RenewAsync(
        string asker, RenewalRequest request, CancellationToken cancellationToken)
    {
        string key = Keys.Member(asker);
        MemberState record;
        try
        {
            record = MemberMessages.Record(asker, request.Record);
        }
        catch (DatabaseCorruptException error)
        {
            return new Refusal(ErrorCodes.WrongValue, error.Message);
        }

        if (record.Node != asker || !record.Alive)
        {
            return new Refusal(
                ErrorCodes.NotAllowed, $"a node renews its own record only, and {asker} sent another one");
        }

        if (!authority.IsRenewed)
        {
            return MemberMessages.Answer(
                new CommitOutcome.NotDone($"{authority.Node} does not reach the database either"));
        }

        var transaction = new Transaction
        {
            Guards = [new(key, request.Revision)],
            Puts = [StoredDocuments.Put(key, record with { Relayed = true })],
            Renewal = true,
        };
        CommitResult result = await CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Committed)
        {
            Tell(asker);
        }

        return MemberMessages.Answer(result.ToOutcome());
    }

    /// <summary>All members' records, as they are in the database and not as this node last saw them.</summary>
    public async Task<Outcome<MemberRecordsDto>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return MemberMessages.Answer(await database.ReadAsync(Keys.Members, cancellationToken).AsTask()
                .WaitAsync(authority.RequestLimit, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception away) when (away is TimeoutException or DatabaseUnavailableException)
        {
            return new Refusal(ErrorCodes.DatabaseUnavailable, $"{authority.Node} does not reach the database either");
        }
    }

    /// <summary>Whether this node agrees that the asker goes on; if so, it reckons with that from now on.</summary>
    public AgreementDto Agree(string asker, AgreementRequest request)
    {
        var question = new AgreementQuestion(asker, request.AskerEpoch, request.MemberEpoch);
        string? refusal = coordinator.Answer(observer => authority.Answer(observer, question));
        return new() { Agrees = refusal is null, Reason = refusal ?? "" };
    }

    private async Task<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            return await database.CommitAsync(transaction, cancellationToken).AsTask()
                .WaitAsync(authority.RequestLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception away) when (away is TimeoutException or DatabaseUnavailableException)
        {
            return new CommitResult.Unavailable(true, away.Message);
        }
    }

    private void Tell(string asker)
    {
        BootTime now = clock.Now;
        bool told = _told.TryGetValue(asker, out BootTime last) && now < last + ToldFor;
        _told[asker] = now;
        if (!told)
        {
            events.Append(new EventDraft(
                EventKinds.RenewalsRelayed,
                $"Node {asker} does not reach the database; {authority.Node} renews for it, so its resources go on.")
            {
                Level = "warning",
            });
        }
    }
}
