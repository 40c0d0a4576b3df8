using System.Buffers.Binary;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Which frames a link takes for etcd's.</summary>
public sealed class EtcdFrameTests
{
    [Theory]
    [InlineData(2379, 40000, true)]
    [InlineData(40000, 2379, true)]
    [InlineData(40000, 2380, true)]
    [InlineData(40000, 7400, false)]
    public void TcpFrame_IsEtcds_ByEitherOfItsPorts(int from, int to, bool expected)
    {
        Assert.Equal(expected, EtcdFrame.Is(Frame(0x0800, 6, from, to)));
        Assert.False(EtcdFrame.Is(Frame(0x0800, 17, from, to)));
        Assert.False(EtcdFrame.Is(Frame(0x86DD, 6, from, to)));
        Assert.False(EtcdFrame.Is(Frame(0x0800, 6, from, to).AsSpan(0, 30)));
    }

    private static byte[] Frame(ushort type, byte protocol, int from, int to)
    {
        byte[] frame = new byte[60];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), type);
        frame[14] = 0x45;
        frame[23] = protocol;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(34), (ushort)from);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(36), (ushort)to);
        return frame;
    }
}
