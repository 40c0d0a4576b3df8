using System.Text;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>Base 32 of RFC 4648 in lower case and without padding: bytes as text that can be read out and typed.
/// </summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int BitsPerLetter = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        int bits = 0;
        int held = 0;
        foreach (byte each in bytes)
        {
            held = (held << 8) | each;
            bits += 8;
            while (bits >= BitsPerLetter)
            {
                bits -= BitsPerLetter;
                text.Append(Alphabet[(held >> bits) & 31]);
            }

            held &= (1 << bits) - 1;
        }

        return bits > 0 ? text.Append(Alphabet[(held << (BitsPerLetter - bits)) & 31]).ToString() : text.ToString();
    }

    public static bool IsText(string text) => text.Length > 0 && text.All(Alphabet.Contains);
}
