using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Ownership;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>
/// What proves who owns a resource: the counter's program, and a checker that sees each way in which it may fail.
/// </summary>
public sealed class OwnershipTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-ownership-").FullName;

    private readonly int _port = TestPorts.Next();

    private string Log => Path.Combine(_folder, "log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void LinesAndAnswersInOrder_NothingOverlapsOrIsLost()
    {
        WriteLog log = Written("n1 1 1 100", "n1 1 2 110 7", "n2 2 3 900", "n2 2 4 905 9");
        Acknowledged[] answers = [new(7, 2, 1, 111), new(9, 4, 2, 906)];
        Assert.Equal((0, 0L, 0), (log.Overlaps(answers), log.OverlapMs(answers), log.Lost(answers)));
        Assert.Equal(790, WriteLog.LongestGapMs(log.Writes().Select(write => write.AtMs), 100));
        Assert.Equal(400, WriteLog.LongestGapMs(log.Writes().Select(write => write.AtMs), 500));
    }

    [Fact]
    public void OlderGeneration_WritesAfterANewer_Overlaps()
    {
        WriteLog log = Written("n1 1 1 100", "n2 2 2 200", "n1 1 3 230", "n2 2 4 240");
        Assert.Equal((1, 30L, 0), (log.Overlaps([]), log.OverlapMs([]), log.Lost([])));
    }

    [Fact]
    public void OlderGeneration_AnswersAfterANewer_Overlaps()
    {
        WriteLog log = Written("n1 1 1 100 1", "n2 2 2 200 2", "n2 2 3 210");
        Acknowledged[] answers = [new(2, 2, 2, 201), new(1, 1, 1, 260)];
        Assert.Equal((1, 59L), (log.Overlaps(answers), log.OverlapMs(answers)));
    }

    [Fact]
    public void CountMadeTwice_IsALostWrite() =>
        Assert.Equal(1, Written("n1 1 1 100", "n1 1 2 110", "n2 2 2 200").Lost([]));

    [Theory]
    [InlineData(8, 2, 1)]
    [InlineData(7, 3, 1)]
    [InlineData(7, 2, 2)]
    public void AnswerThatIsNotInTheFileAsItWasGiven_IsALostWrite(long request, long count, long generation)
    {
        WriteLog log = Written("n1 1 1 100", "n1 1 2 110 7");
        Assert.Equal(0, log.Lost([new(7, 2, 1, 111)]));
        Assert.Equal(1, log.Lost([new(request, count, generation, 111)]));
    }

    /// <summary>A second one beside it is seen by the lock, by the order of generations and by its counts.</summary>
    [Fact]
    public async Task Counter_AnswersWhatIsInTheFile_AndASecondOneBesideItIsSeen()
    {
        var log = new WriteLog(Log);
        using Process first = Start("n1", 2);
        try
        {
            await Until.TrueAsync("it writes", () => log.Last is not null);
            string answer = await AskAsync("41");
            Write write = log.Writes().Single(each => each.Request == 41);
            Assert.Equal($"41 {write.Count} 2\n", answer);
            Assert.Equal(("n1", 0), (write.Node, log.Overlaps([])));

            using Process second = Start("n2", 1);
            try
            {
                await Until.TrueAsync("the other writes", () => log.Writes().Any(each => each.Generation == 1));
                await Until.TrueAsync("counts are made twice", () => log.Lost([]) > 0);
                Assert.True(log.Overlaps([]) >= 2, "a refused lock and a write out of turn");
                Assert.Single(File.ReadAllLines(OwnedCounter.RefusedOf(Log)));
            }
            finally
            {
                second.Kill();
            }
        }
        finally
        {
            first.Kill();
        }
    }

    private Process Start(string node, int generation) => Process.Start(
        new ProcessStartInfo(Programs.Lab, [OwnedCounter.Verb, Log, $"{_port}"])
        {
            Environment = { ["HOLDFAST_NODE"] = node, ["HOLDFAST_FENCE_TOKEN"] = $"{generation}" },
        })!;

    private async Task<string> AskAsync(string number)
    {
        using var client = new TcpClient();
        await Until.TrueAsync("it listens", async () =>
        {
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{number}\n"));
        byte[] answer = new byte[64];
        return Encoding.ASCII.GetString(answer, 0, await client.GetStream().ReadAsync(answer));
    }

    private WriteLog Written(params string[] lines)
    {
        File.WriteAllText(Log, string.Join('\n', lines) + "\n");
        return new WriteLog(Log);
    }
}
