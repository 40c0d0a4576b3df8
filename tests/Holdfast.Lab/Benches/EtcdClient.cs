using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Database;
using Holdfast.Database.Etcd;

namespace Holdfast.Lab.Benches;

/// <summary>This program on one of the machines, where it reaches etcd as the machine's node does.</summary>
public static class EtcdClient
{
    /// <summary>The verb under which this program runs itself there.</summary>
    public const string Verb = "etcd-client";

    /// <summary>Commits so often, printing how long each took in ms; then the revision of the database.</summary>
    /// <param name="config">The machine's settings file.</param>
    /// <param name="count">How often; 0 only asks for the revision.</param>
    public static async Task<int> RunAsync(string config, int count)
    {
        JsonElement settings = JsonElement.Parse(await File.ReadAllTextAsync(config));
        string Text(string name) => settings.GetProperty(name).GetString()!;
        EtcdAddress address = EtcdAddress.TryParse(Text("database"), out string wrong)
            ?? throw new ArgumentException($"{config}: database: {wrong}", nameof(config));
        await using EtcdDatabase database = EtcdDatabase.Open(new EtcdOptions
        {
            Endpoints = address.Endpoints, Prefix = address.Prefix, CaFile = Text("etcdCa"),
            CertificateFile = Text("etcdCert"), KeyFile = Text("etcdKey"), HistoryKept = 0,
        });
        await database.ConnectAsync(CancellationToken.None);
        for (int i = 0; i < count; i++)
        {
            var transaction = new Transaction
            {
                Puts = [new Transaction.Put("bench/commit", Encoding.UTF8.GetBytes($"{{\"count\":{i}}}"))],
            };
            long start = Stopwatch.GetTimestamp();
            CommitResult result = await database.CommitAsync(transaction, CancellationToken.None);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            if (result is not CommitResult.Committed)
            {
                await Console.Error.WriteLineAsync($"commit {i}: {result}");
                return 1;
            }

            await WriteAsync(took.TotalMilliseconds);
        }

        await WriteAsync((await database.ReadAsync("bench/", CancellationToken.None)).Revision);
        return 0;
    }

    private static Task WriteAsync(double figure) =>
        Console.Out.WriteLineAsync(figure.ToString(CultureInfo.InvariantCulture));
}
