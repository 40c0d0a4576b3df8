using System.Text;
using Xunit;

namespace Holdfast.Linux.Tests;

public sealed class WholeFileTests : IDisposable
{
    private const int Writers = 8;
    private const int Times = 50;
    private readonly TestFolder _folder = new();

    private string Target => Path.Combine(_folder.Path, "file");

    public void Dispose() => _folder.Dispose();

    /// <summary>Two that made the same unfinished file took it from each other.</summary>
    [Fact]
    public async Task SeveralAtOnce_EachSucceeds_AndAReaderSeesOneOfThemWhole()
    {
        string[] contents = [.. Enumerable.Range(0, Writers).Select(i => new string((char)('a' + i), 10_000 + i))];
        WholeFile.Write(Target, Encoding.ASCII.GetBytes(contents[0]));
        Task writing = Task.WhenAll(contents.Select(content => Task.Run(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                WholeFile.Write(Target, Encoding.ASCII.GetBytes(content), outlastsPowerCut: false);
            }
        })));
        while (!writing.IsCompleted)
        {
            Assert.Contains(File.ReadAllText(Target), contents);
        }

        await writing;
        Assert.Equal(WholeFile.Private, File.GetUnixFileMode(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void CannotTakeTheOldOnesPlace_NothingIsLeftBehind()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "in the way"), "");
        Assert.ThrowsAny<Exception>(() => WholeFile.Write(Target, "x"u8));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
