using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Holdfast.Linux.Tests;

public sealed class AuthorityPageTests
{
    [Fact]
    public void Written_ReadByAnother_IsTheSame() => Prop.ForAll<long, long, long>((epoch, until, killAt) =>
    {
        using var folder = new TestFolder();
        using var writer = AuthorityPage.Create(folder.File("authority"));
        using var reader = AuthorityPage.Open(folder.File("authority"));
        writer.Write(epoch, until, killAt);
        return reader.Read() == new AuthorityReading(epoch, until, killAt);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void NewPage_Read_HasEpochZero()
    {
        using var folder = new TestFolder();
        using var writer = AuthorityPage.Create(folder.File("authority"));
        Assert.Equal(default, writer.Read());
    }

    [Fact]
    public void CreatedAgain_Read_KeepsWhatItHeld()
    {
        using var folder = new TestFolder();
        using (var first = AuthorityPage.Create(folder.File("authority")))
        {
            first.Write(7, 8, 9);
        }

        using var second = AuthorityPage.Create(folder.File("authority"));
        Assert.Equal(new AuthorityReading(7, 8, 9), second.Read());
    }

    [Fact]
    public void WriterDiedInAWrite_ReaderIsToldAndNextWriterRepairs()
    {
        using var folder = new TestFolder();
        string path = folder.File("authority");
        AuthorityPage.Create(path).Dispose();
        using (var file = File.OpenWrite(path))
        {
            file.Position = 8;
            file.Write([5, 0, 0, 0, 0, 0, 0, 0]);
        }

        using var reader = AuthorityPage.Open(path);
        Assert.False(reader.TryRead(out _));
        using var writer = AuthorityPage.Create(path);
        Assert.True(reader.TryRead(out _));
        writer.Write(1, 2, 3);
        Assert.Equal(new AuthorityReading(1, 2, 3), reader.Read());
    }

    [Fact]
    public async Task WrittenAllTheTime_ReadAllTheTime_IsNeverAMixture()
    {
        using var folder = new TestFolder();
        using var writer = AuthorityPage.Create(folder.File("authority"));
        using var reader = AuthorityPage.Open(folder.File("authority"));
        var writing = Task.Run(
            () =>
            {
                for (long i = 1; i <= 200_000; i++)
                {
                    writer.Write(i, i, i);
                }
            },
            TestContext.Current.CancellationToken);
        while (!writing.IsCompleted)
        {
            if (reader.TryRead(out var seen))
            {
                Assert.Equal(new AuthorityReading(seen.Epoch, seen.Epoch, seen.Epoch), seen);
            }
        }

        await writing;
    }

    [Fact]
    public void NotAPage_Open_SaysSo()
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.File("short"), new byte[10]);
        File.WriteAllBytes(folder.File("other"), new byte[4096]);
        Assert.Throws<InvalidDataException>(() => AuthorityPage.Open(folder.File("short")));
        Assert.Throws<InvalidDataException>(() => AuthorityPage.Open(folder.File("other")));
        Assert.Throws<LinuxException>(() => AuthorityPage.Open(folder.File("none")));
    }
}
