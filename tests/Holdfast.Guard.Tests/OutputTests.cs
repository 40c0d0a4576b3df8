using System.Globalization;
using Holdfast.Guard.Tests.Harness;
using Holdfast.Linux;
using Xunit;

namespace Holdfast.Guard.Tests;

public sealed class OutputTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_OfBothStreams_HaveTimeAndResourceBeforeThem()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await guard.StartShellAsync("web.server", "echo one; echo two >&2; printf 'no end'");
        await Until.Holds("three lines are kept", () => guard.Output("web.server").Count(c => c == '\n') == 3);
        string[] lines = guard.Output("web.server").Split('\n');
        Assert.Equal(["web.server one", "web.server two", "web.server no end"], lines[..3].Select(l => l[25..]));
        foreach (string line in lines[..3])
        {
            Assert.True(DateTime.TryParseExact(
                line[..24],
                "yyyy-MM-ddTHH:mm:ss.fffZ",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out var time));
            Assert.InRange(DateTime.UtcNow - time, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
        }
    }

    [Theory]
    [InlineData("echo looking; printf 'the disk is full' >&2; exit 3", "looking\nthe disk is full\n")]
    [InlineData("exec seq 1 100000", "\n99999\n100000\n")]
    [InlineData("exit 3", "")]
    public async Task ExitedProcess_IsListedWithTheEndOfItsOutput(string script, string end)
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        await guard.StartShellAsync("r", script);
        await notices.OfAsync("r");
        string output = Assert.Single(await guard.Client.ListAsync("r", Ct)).Output!;
        Assert.EndsWith(end, output, StringComparison.Ordinal);
        Assert.InRange(output.Length, 0, 4096);
    }

    [Fact]
    public async Task MuchOutput_IsRotatedAndNothingOfTheKeptIsLost()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        await guard.StartShellAsync("r", "exec seq 1 200000");
        await notices.OfAsync("r");
        string log = Path.Combine(guard.Folder, "log", "r.log");
        await Until.Holds("the last line is kept", () =>
            guard.Output("r").EndsWith(" r 200000\n", StringComparison.Ordinal));
        Assert.Equal([log, log + ".1", log + ".2"], Directory.GetFiles(Path.GetDirectoryName(log)!).Order());
        string older = await File.ReadAllTextAsync(log + ".2", Ct) + await File.ReadAllTextAsync(log + ".1", Ct);
        string[] kept = (older + guard.Output("r")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            Enumerable.Range(200_001 - kept.Length, kept.Length),
            kept.Select(l => int.Parse(l[27..], CultureInfo.InvariantCulture)));
        Assert.InRange(new FileInfo(log + ".1").Length, 1024 * 1024, 1_300_000);
    }

    [Fact]
    public async Task LongLineAndStrangeName_AreKeptSafely()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await guard.StartShellAsync("../we ird", "head -c 100000 /dev/zero | tr '\\0' x");
        string folder = Path.Combine(guard.Folder, "log");
        await Until.Holds("its output is kept under a tame name", () => Directory.Exists(folder)
            && Directory.GetFiles(folder) is [var file] && File.ReadAllText(file).Count(c => c == 'x') == 100_000);
        Assert.StartsWith("_.._we_ird-", Path.GetFileName(Directory.GetFiles(folder)[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_WritesAfterItsParentsExit_IsKept()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        await guard.StartShellAsync(
            "r", $"mkfifo {guard.Folder}/gate; (read x < {guard.Folder}/gate; echo late) & exit 0");
        await notices.OfAsync("r");
        await File.WriteAllTextAsync(guard.Folder + "/gate", "go\n", Ct);
        await Until.Holds("what it wrote late is kept", () =>
            guard.Output("r").EndsWith(" r late\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FloodOfOutput_GuardAnswersOthers()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await guard.StartShellAsync("flood", "exec yes all work and no play");
        await Until.Holds("it has rotated", () => File.Exists(Path.Combine(guard.Folder, "log", "flood.log.2")));
        long before = BootClock.Now;
        for (int i = 0; i < 20; i++)
        {
            await guard.Client.HelloAsync(Ct);
        }

        Assert.InRange(BootClock.Now - before, 0, 2 * GuardUnderTest.Second);
        var stopped = await guard.Client.StopAsync("flood", null, TimeSpan.Zero, Ct);
        Assert.Equal(9, Assert.Single(stopped).Signal);
    }

    [Fact]
    public async Task FullDisk_GuardGoesOnAndSaysWhatWasLost()
    {
        const string Script = "yes lost | head -c 200000; touch through; while :; do echo kept; sleep 0.01; done";
        await using var guard = GuardUnderTest.Prepare();
        guard.Authority(5, 60);

        // More than a pipe holds, so once it is through some has been taken. A folder that cannot be written is the
        // same to it as a full disk, and needs no disk to be filled.
        await File.WriteAllTextAsync(Path.Combine(guard.Folder, "log"), "in the way", Ct);
        guard.Spawn();
        await using var client = await guard.ConnectAsync();
        var start = new MonitorProtocol.Guards.GuardStart
        {
            FileName = "/bin/sh", Arguments = ["-c", Script],
            WorkingDirectory = guard.Folder,
        };
        await client.StartAsync("r", "main", start, Ct);
        await Until.Holds("it has lost some", () => File.Exists(Path.Combine(guard.Folder, "through")));
        File.Delete(Path.Combine(guard.Folder, "log"));
        Directory.CreateDirectory(Path.Combine(guard.Folder, "log"));
        await Until.Holds("it writes again", () => guard.Output("r").EndsWith(" r kept\n", StringComparison.Ordinal));
        Assert.Contains("lines could not be written here]", guard.Output("r"), StringComparison.Ordinal);
    }
}
