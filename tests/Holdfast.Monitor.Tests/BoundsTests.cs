using Holdfast.Monitor.Events;
using Holdfast.Monitor.Logs;
using Holdfast.MonitorProtocol.Monitors;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>What a flood cannot exceed.</summary>
public sealed class BoundsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SlowReader_LosesStatusWithACount_ButNoFailure()
    {
        var stream = new EventStream();
        using var reader = stream.Subscribe();
        for (var i = 0; i < EventReader.Limit + 500; i++)
        {
            stream.Publish(new() { Kind = "status", Text = $"{i}" });
        }

        stream.Publish(new() { Kind = "failure", Resource = "r" });
        var taken = await reader.TakeAsync(Cancelled);
        Assert.Equal(EventReader.Limit + 2, taken.Count);
        Assert.Equal("failure", taken[^2].Kind);
        Assert.Contains("500 events were dropped", taken[^1].Text, StringComparison.Ordinal);
        stream.Publish(new() { Kind = "status", Text = "after" });
        Assert.Equal("after", Assert.Single(await reader.TakeAsync(Cancelled)).Text);
    }

    [Fact]
    public void Source_MayWriteABurst_ThenItsRate_AndLearnsWhatWasDropped()
    {
        var budget = new LineBudget();
        var written = Enumerable.Range(0, 20_000).Count(_ => budget.Take(100, 0, out var _));
        Assert.Equal(1024 * 1024 / 100, written);
        Assert.False(budget.Take(100, 500, out _));
        Assert.True(budget.Take(100, 1000, out var dropped));
        Assert.Equal(20_000 - written + 1, dropped);
    }

    /// <summary>A DLL's call must not fail because what it prints can be kept nowhere.</summary>
    [Fact]
    public void Log_DiskFull_WhoeverWritesGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("hfm-").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, "monitor-m.log"), "/dev/full");
            using var file = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            Assert.Throws<IOException>(() => file.Write([1]));
            using var log = new MonitorLog(folder, "m", _ => { });
            for (var line = 0; line < 10; line++)
            {
                log.Write("r", new string('x', 1000));
                log.RotateIfFull();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Log_CannotBeOpened_WhoeverWritesGoesOn_AndItIsOpenedOnceItCan()
    {
        var folder = Directory.CreateTempSubdirectory("hfm-").FullName;
        var path = Path.Combine(folder, "monitor-m.log");
        try
        {
            // As on a disk that became read-only: it can be opened by nobody, not even by root.
            Directory.CreateDirectory(path);
            using (var log = new MonitorLog(folder, "m", _ => { }))
            {
                log.Write("r", "one");
                log.Write("r", "two");
                log.RotateIfFull();
                Directory.Delete(path);
                log.RotateIfFull();
                log.Write("r", "three");
            }

            var lines = File.ReadAllLines(path);
            Assert.Equal(2, lines.Length);
            Assert.EndsWith("[monitor] (2 lines lost: they could not be written)", lines[0], StringComparison.Ordinal);
            Assert.EndsWith("[r] three", lines[1], StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Log_MarksLines_AndStartsANewFileWhenFull()
    {
        var folder = Directory.CreateTempSubdirectory("hfm-").FullName;
        try
        {
            using (var log = new MonitorLog(folder, "m", _ => { }))
            {
                for (var source = 0; source < 6; source++)
                {
                    for (var line = 0; line < 1000; line++)
                    {
                        log.Write($"r{source}", new string('x', 1000));
                    }
                }
            }

            Assert.InRange(new FileInfo(Path.Combine(folder, "monitor-m.log")).Length, 1, MonitorLog.FileLimit + 2000);
            Assert.StartsWith(
                "20", File.ReadLines(Path.Combine(folder, "monitor-m.log.1")).First(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void CallBoard_ShowsCallsInProgress_OldestFirst_AndReusesPlaces()
    {
        var path = Path.Combine(Path.GetTempPath(), $"hfm-{Guid.NewGuid():N}");
        try
        {
            using var board = CallBoardWriter.Create(path);
            using var one = board.Take("one");
            using (var gone = board.Take("gone"))
            {
                gone.Begin(EntryPoint.Open, 1);
            }

            using var two = board.Take(new string('ü', 200));
            two.Begin(EntryPoint.Control, 20, new string('c', 100));
            one.Begin(EntryPoint.IsAlive, 10);
            var calls = CallBoard.Read(path);
            Assert.Equal([10, 20], calls.Select(call => call.Since));
            Assert.Equal("IsAlive of one", calls[0].ToString());
            Assert.StartsWith("üüü", calls[1].Resource, StringComparison.Ordinal);
            Assert.StartsWith("ccc", calls[1].Control, StringComparison.Ordinal);
            one.End();
            two.End();
            Assert.Empty(CallBoard.Read(path));
            Assert.Empty(CallBoard.Read(path + ".none"));

            // A board that cannot be read must not hide the death of its monitor.
            Assert.Empty(CallBoard.Read(Path.GetTempPath()));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
