using System.Text.Json;

namespace Holdfast.Database.Etcd;

/// <summary>Asks the members how they are, and says what that means.</summary>
internal sealed class EtcdHealthReader(EtcdConnection connection)
{
    /// <summary>etcd's default for --quota-backend-bytes, assumed where a member does not say it.</summary>
    private const long DefaultQuota = 2L << 30;

    private static readonly byte[] Nothing = EtcdJson.Write(_ => { });
    private static readonly byte[] WhichAlarms = EtcdJson.Write(json => json.WriteString("action", "GET"));

    public async Task<EtcdHealth> ReadAsync(CancellationToken cancellationToken)
    {
        EtcdMember[] members = await Task.WhenAll(Enumerable.Range(0, connection.Count)
            .Select(endpoint => DescribeAsync(endpoint, cancellationToken))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        string[]? alarms = members.Any(member => member.Trouble is null)
            ? await AlarmsAsync(cancellationToken).ConfigureAwait(false)
            : [];
        return new EtcdHealth(members, alarms ?? [], [.. Warnings(members, alarms)]);
    }

    private async Task<EtcdMember> DescribeAsync(int endpoint, CancellationToken cancellationToken)
    {
        var member = new EtcdMember { Endpoint = connection[endpoint] };
        EtcdAnswer answer = await connection.TryWithFreshTokenAsync(
            endpoint, EtcdPaths.Status, Nothing, cancellationToken).ConfigureAwait(false);
        if (answer is EtcdAnswer.Refused { IsForbidden: true })
        {
            return member with
            {
                IsPrivate = true,
                HasLeader = true,
                Version = await connection.VersionAsync(endpoint, cancellationToken).ConfigureAwait(false),
            };
        }

        if (answer is not EtcdAnswer.Ok ok)
        {
            return member with { Trouble = answer.Reason };
        }

        JsonElement status = ok.Root;
        string self = status.TryGetProperty("header", out JsonElement header) ? header.Identity("member_id") : "";
        string leader = status.Identity("leader");
        return member with
        {
            Id = self,
            IsLearner = status.Flag("isLearner"),
            Version = EtcdVersion.TryParse(status.Text("version")),
            DatabaseBytes = status.Number("dbSize"),
            BytesInUse = status.Number("dbSizeInUse"),
            QuotaBytes = status.Number("dbSizeQuota"),
            IsLeader = leader == self,
            HasLeader = leader != "0",
        };
    }

    /// <summary>The alarms by name; null if this user is not told them. Where they cannot be asked for, that is the
    /// alarm.</summary>
    private async Task<string[]?> AlarmsAsync(CancellationToken cancellationToken)
    {
        try
        {
            EtcdAnswer answer = await connection.AskAsync(EtcdPaths.Alarm, WhichAlarms, cancellationToken)
                .ConfigureAwait(false);
            return answer switch
            {
                EtcdAnswer.Ok ok => [.. ok.Root.Elements("alarms").Select(alarm => alarm.Text("alarm") ?? "NONE")
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                EtcdAnswer.Refused { IsForbidden: true } => null,
                _ => [$"unknown: {answer.Reason}"],
            };
        }
        catch (DatabaseUnavailableException unavailable)
        {
            return [$"unknown: {unavailable.Message}"];
        }
    }

    private static IEnumerable<string> Warnings(EtcdMember[] members, string[]? alarms)
    {
        foreach (IGrouping<string, EtcdMember> unsafeOnes in members
            .Where(member => member is { Trouble: null, Version: not { IsSafe: true } })
            .GroupBy(member => member.Version?.ToString() ?? "unknown", StringComparer.Ordinal))
        {
            Uri[] endpoints = [.. unsafeOnes.Select(member => member.Endpoint)];
            yield return (endpoints.Length == 1 ? $"etcd member {endpoints[0]} runs"
                : $"etcd members {string.Join<Uri>(", ", endpoints)} run")
                + $" version {unsafeOnes.Key}, which has known faults: upgrade to "
                + $"{EtcdVersion.Remedy(unsafeOnes.First().Version)}.";
        }

        foreach (EtcdMember member in members)
        {
            if (member.Trouble is not null)
            {
                yield return $"etcd member {member.Endpoint} does not answer: {member.Trouble}";
                continue;
            }

            if (member.IsPrivate)
            {
                yield return $"etcd member {member.Endpoint} does not tell this user how full it is"
                    + $"{(alarms is null ? ", nor its alarms" : "")}: watch that by other means, or give a user who "
                    + "has etcd's role root.";
                continue;
            }

            if (!member.HasLeader)
            {
                yield return $"etcd member {member.Endpoint} knows no leader and takes no writes: start the members "
                    + "that are missing, more than half must run.";
            }

            long quota = member.QuotaBytes > 0 ? member.QuotaBytes : DefaultQuota;
            if (member.DatabaseBytes > quota / 10 * 8)
            {
                yield return $"etcd member {member.Endpoint} uses {member.DatabaseBytes >> 20} of {quota >> 20} MiB: "
                    + "defragment it (etcdctl defrag), or raise --quota-backend-bytes.";
            }
        }

        foreach (string alarm in alarms ?? [])
        {
            yield return alarm switch
            {
                "NOSPACE" => EtcdRemedies.NoSpace + ".",
                "CORRUPT" => "etcd found that its members hold different data (CORRUPT): replace the member that is "
                    + "wrong (where Holdfast runs it: evict its machine and let it join anew), or restore a backup.",
                _ => $"etcd's alarms: {alarm}",
            };
        }
    }
}
