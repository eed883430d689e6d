<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Badge</name>
    <message>
        <source>Point %1, %2. Staff: hold for 2 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln served today</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CameraPanel</name>
    <message>
        <source>Hold your code up to the camera below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your code up to the camera on the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your code up to the camera on the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your code up to the camera above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phone or paper · Hold your code up to the camera</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera is not available. Please choose a service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please choose a service</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CheckedInScreen</name>
    <message>
        <source>Taken back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This check-in doesn&apos;t count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Checked in · %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Taken back</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome · Checked in for %1</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mistake? Take it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Switch to English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch to Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accessibility</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>%1 · Host today: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · No service day</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Lattice</name>
    <message numerus="yes">
        <source>%n windows lit today</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LatticeWindow</name>
    <message>
        <source>Point %1, visited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NotAcceptedScreen</name>
    <message>
        <source>This is not a check-in code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open your check-in code and try again, or choose a service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a check-in code.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please put this code away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It looks like a payment code or a web address. Show your check-in code, or choose a service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a check-in code. Please put payment codes away.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code can&apos;t be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold it flat and straight and try again, or choose a service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code can&apos;t be read. Please try again.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code is from elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another place has issued it. Please choose a service instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code was issued elsewhere.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code has run out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask a volunteer for a new one, or choose a service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code has run out.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code is not valid yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>It is valid in %n days. Please choose a service today.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>This code is not valid yet.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code has been replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show your new code, or ask a volunteer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code has been replaced.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code is for staff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It doesn&apos;t check in visitors. Please choose a service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code is for staff.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You&apos;re fine, go ahead</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>You checked in here %n minutes ago.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>You checked in here just now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are already checked in.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask a volunteer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This kiosk cannot take check-ins right now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask a volunteer.</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check in without a code</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartySize</name>
    <message>
        <source>How many of you?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You and your children · How many people</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 to 9 people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group of 10 or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the last digit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadyScreen</name>
    <message>
        <source>No code? Choose a service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No code? Choose a service</source>
        <comment>second line</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServiceButton</name>
    <message>
        <source>%1, today only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today only</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServiceGrid</name>
    <message>
        <source>More services</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TapScreen</name>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check in</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n people · Check in</source>
        <comment>second line</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
</TS>
