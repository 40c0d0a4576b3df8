using System.Text;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>What is lost of a watch on the way: whole messages that say it, and nothing else.</summary>
public sealed class WatchChunkTests
{
    private const string Created = "{\"result\":{\"created\":true}}\n";
    private const string Event = "{\"result\":{\"events\":[{}]}}\n";

    [Theory]
    [InlineData(Created, Event, Created)]
    [InlineData(Event, Event)]
    [InlineData(Created, Created)]
    public void MessagesWithTheText_AreTakenOut_AndOthersLeft(params string[] messages)
    {
        string left = string.Concat(messages.Where(message => message != Event).Select(Chunk));
        Assert.Equal(left, Without(string.Concat(messages.Select(Chunk))));
    }

    [Fact]
    public void WhatIsNoWholeChunk_IsLeftAsItIs()
    {
        Assert.Equal(Chunk(Event)[..^3], Without(Chunk(Event)[..^3]));
        Assert.Equal("HTTP/1.1 200 OK\r\n" + Event, Without("HTTP/1.1 200 OK\r\n" + Event));
    }

    private static string Chunk(string message) => $"{message.Length:x}\r\n{message}\r\n";

    private static string Without(string part)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(part);
        return Encoding.ASCII.GetString(bytes, 0, WatchChunks.Without(bytes, "\"events\":"));
    }
}
