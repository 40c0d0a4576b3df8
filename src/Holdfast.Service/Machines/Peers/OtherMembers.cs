using System.Diagnostics;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Machines.Peers;

/// <summary>The other members of the cluster, on other machines, by mutual TLS.</summary>
public sealed class OtherMembers(string node, IClusterView view, PeerNodes nodes) : IOtherMembers
{
    /// <summary>How many are asked to write or read: one that reaches the database is enough.</summary>
    private const int Most = 3;

    public IReadOnlyCollection<CommitOutcome> Renew(MemberState record, long revision, TimeSpan limit)
    {
        RenewalRequest request = MemberMessages.Renewal(record, revision);
        return Wait<CommitOutcome>(
            limit, (client, token) => RenewAsync(client, request, token), done => done is CommitOutcome.Committed,
            new CommitOutcome.Unknown("no answer in time"));
    }

    public MemberRecords? Read(TimeSpan limit) =>
        Wait<MemberRecords?>(limit, ReadAsync, found => found is not null, missing: null)
            .FirstOrDefault(found => found is not null);

    public async Task<int> AskAsync(
        long epoch, ValueMap<long> members, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(limit);
        bool[] answers = await Task.WhenAll(members.Select(member => AgreesAsync(
            member.Key, new AgreementRequest { AskerEpoch = epoch, MemberEpoch = member.Value }, bounded.Token)))
            .ConfigureAwait(false);
        return answers.Count(agrees => agrees);
    }

    private static async Task<CommitOutcome> RenewAsync(
        HoldfastClient client, RenewalRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return MemberMessages.Outcome(
                await client.Members.RenewAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (HoldfastException refused) when (refused.Status is >= 400 and < 500)
        {
            return new CommitOutcome.NotDone(refused.Detail);
        }
        catch (Exception away) when (away is HoldfastException or OperationCanceledException)
        {
            return new CommitOutcome.Unknown(away.Message);
        }
    }

    private static async Task<MemberRecords?> ReadAsync(HoldfastClient client, CancellationToken cancellationToken)
    {
        try
        {
            return MemberMessages.Records(await client.Members.ReadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception away) when (away is HoldfastException or OperationCanceledException
            or DatabaseCorruptException)
        {
            return null;
        }
    }

    private async Task<bool> AgreesAsync(string member, AgreementRequest request, CancellationToken cancellationToken)
    {
        if (nodes.ClientOf(member) is not { } client)
        {
            return false;
        }

        try
        {
            AgreementDto answer = await client.Members.AgreeAsync(request, cancellationToken).ConfigureAwait(false);
            return answer.Agrees;
        }
        catch (Exception away) when (away is HoldfastException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// Asks some at the same time, and blocks until one answer is enough, all are there, or the limit is over. Who has
    /// not answered by then counts as missing: what was asked of it may be done all the same.
    /// </summary>
    private List<T> Wait<T>(
        TimeSpan limit, Func<HoldfastClient, CancellationToken, Task<T>> ask, Predicate<T> enough, T missing)
    {
        using var bounded = new CancellationTokenSource(limit);
        long began = Stopwatch.GetTimestamp();
        List<Task<T>> waiting = [.. Helpers().Select(client => ask(client, bounded.Token))];
        var answers = new List<T>();
        while (waiting.Count > 0 && !answers.Exists(enough))
        {
            // Every one ends by the token at the limit; the wait is a little longer, so that it says how.
            TimeSpan left = limit + (limit / 8) - Stopwatch.GetElapsedTime(began);
            int first = left > TimeSpan.Zero ? Task.WaitAny([.. waiting], left) : -1;
            if (first < 0)
            {
                break;
            }

            answers.Add(waiting[first].GetAwaiter().GetResult());
            waiting.RemoveAt(first);
        }

        bounded.Cancel();
        answers.AddRange(waiting.Select(_ => missing));
        return answers;
    }

    /// <summary>Members that are up and reach the database themselves first.</summary>
    private IEnumerable<HoldfastClient> Helpers() => view.Current.Members.Values
        .Select(member => member.Value)
        .Where(member => member.Alive && !member.Detached && member.Node != node)
        .OrderBy(member => member.Relayed)
        .Select(member => nodes.ClientOf(member.Node))
        .OfType<HoldfastClient>()
        .Take(Most);
}
