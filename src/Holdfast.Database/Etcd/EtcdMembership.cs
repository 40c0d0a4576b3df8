using System.Text.Json;

namespace Holdfast.Database.Etcd;

/// <summary>A member of an etcd as the others know it.</summary>
/// <param name="Id">Its identity, a number of 64 bits as text.</param>
/// <param name="Name">Its name; empty until it was started for the first time.</param>
/// <param name="PeerUrls">Where the other members reach it.</param>
/// <param name="ClientUrls">Where clients reach it; none until it was started.</param>
/// <param name="IsLearner">Whether it is still catching up and has no vote.</param>
public sealed record EtcdPeer(
    string Id, string Name, IReadOnlyList<Uri> PeerUrls, IReadOnlyList<Uri> ClientUrls, bool IsLearner);

/// <summary>What a change of the members came to: a closed set.</summary>
public abstract record MemberChange
{
    private MemberChange()
    {
    }

    /// <summary>It is done; <paramref name="Peer"/> is the member that was added.</summary>
    public sealed record Done(EtcdPeer? Peer) : MemberChange;

    /// <summary>etcd did not do it, and says why.</summary>
    public sealed record Refused(string Reason) : MemberChange
    {
        /// <summary>Whether there is no such member; said by the majority.</summary>
        public bool IsNotThere => Reason.Contains("member not found", StringComparison.Ordinal);
    }

    /// <summary>No answer; it may have been done. List the members to know.</summary>
    public sealed record Unknown(string Reason) : MemberChange;
}

/// <summary>Lists the members of an etcd, and adds, promotes and removes them.</summary>
/// <remarks>
/// One is always added as a learner: it copies everything before it has a vote, so that a machine that never starts
/// costs no majority. etcd takes one learner at a time.
/// </remarks>
public sealed class EtcdMembership
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SettlingPause = TimeSpan.FromMilliseconds(250);
    private static readonly byte[] Nothing = EtcdJson.Write(_ => { });
    private readonly EtcdConnection _connection;

    internal EtcdMembership(EtcdConnection connection) => _connection = connection;

    /// <summary>The members in order of their names, those that have not been started last.</summary>
    /// <exception cref="DatabaseUnavailableException">No member answers.</exception>
    public async Task<IReadOnlyList<EtcdPeer>> ListAsync(CancellationToken cancellationToken)
    {
        EtcdAnswer answer = await _connection.AskAsync(EtcdPaths.MemberList, Nothing, cancellationToken)
            .ConfigureAwait(false);
        return answer is EtcdAnswer.Ok ok
            ? [.. ok.Root.Elements("members").Select(Read).OrderBy(peer => peer.Name.Length == 0)
                .ThenBy(peer => peer.Name, StringComparer.Ordinal)]
            : throw new DatabaseUnavailableException($"etcd does not say who its members are: {answer.Reason}");
    }

    public Task<MemberChange> AddLearnerAsync(Uri peerUrl, CancellationToken cancellationToken) => ChangeAsync(
        EtcdPaths.MemberAdd,
        json =>
        {
            json.WriteStartArray("peerURLs");
            json.WriteStringValue(peerUrl.GetLeftPart(UriPartial.Authority));
            json.WriteEndArray();
            json.WriteBoolean("isLearner", true);
        },
        cancellationToken);

    /// <summary>Gives a learner its vote; refused while it has not caught up.</summary>
    public Task<MemberChange> PromoteAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(EtcdPaths.MemberPromote, json => json.WriteString("ID", id), cancellationToken);

    /// <summary>Removes a member for good: its process ends, and its data is worth nothing any more.</summary>
    public Task<MemberChange> RemoveAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(EtcdPaths.MemberRemove, json => json.WriteString("ID", id), cancellationToken);

    /// <summary>
    /// Repeats a change while etcd finds that its members have not been connected with each other for long enough: it
    /// wants five seconds of that, which have not passed when machines join one after the other.
    /// </summary>
    public async Task<MemberChange> SettledAsync(
        Func<EtcdMembership, Task<MemberChange>> change, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            MemberChange result = await change(this).ConfigureAwait(false);
            bool unsettled = result is MemberChange.Unknown unknown && unknown.Reason.Contains(
                "unhealthy cluster", StringComparison.Ordinal);
            if (!unsettled || time.GetElapsedTime(began) > Settling)
            {
                return result;
            }

            await Task.Delay(SettlingPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<MemberChange> ChangeAsync(
        string path, Action<Utf8JsonWriter> body, CancellationToken cancellationToken)
    {
        // One try: a second one at another member might do it twice.
        int endpoint = _connection.Current;
        EtcdAnswer answer = await _connection.TryWithFreshTokenAsync(
            endpoint, path, EtcdJson.Write(body), cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            EtcdAnswer.Ok ok => new MemberChange.Done(
                ok.Root.TryGetProperty("member", out JsonElement member) ? Read(member) : null),
            EtcdAnswer.Refused refused => new MemberChange.Refused(refused.Reason),
            EtcdAnswer.NotSent notSent => new MemberChange.Refused(notSent.Reason),
            _ => new MemberChange.Unknown(answer.Reason),
        };
    }

    private static EtcdPeer Read(JsonElement member) => new(
        member.Identity("ID"), member.Text("name") ?? "", Urls(member, "peerURLs"), Urls(member, "clientURLs"),
        member.Flag("isLearner"));

    private static IReadOnlyList<Uri> Urls(JsonElement member, string name) =>
        [.. member.Elements(name).Select(url => url.GetString()).OfType<string>()
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? uri : null).OfType<Uri>()];
}
